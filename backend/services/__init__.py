"""What only a server can do: each service watches rows and asks commands like anybody else."""
