"""What NFD takes from Go: its numbers, versions, patterns, names, quantities and documents."""
