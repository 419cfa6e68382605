"""The general judge: proves a claim for every depth and width, or says nothing (README.md: why that is sound)."""
