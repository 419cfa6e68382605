"""The numeric judge: exact values at random points, no chain rule."""
