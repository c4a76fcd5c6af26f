"""Policy as code for what a container image needs of its host."""
