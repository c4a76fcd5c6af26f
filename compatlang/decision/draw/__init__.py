"""A policy's decision graph as a picture: `drawing` lays it out as a small model, and each format writes that model."""
