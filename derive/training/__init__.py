"""Training: data, the loop over epochs, checkpoints, and what a wrong equation costs."""
