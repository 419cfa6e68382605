"""Verified equations → a schedule → a program that trains, lambdified by SymPy or emitted as NumPy."""
