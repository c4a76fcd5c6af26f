"""What connects compatlang with the world: each integration stands alone, behind its own extra where it needs one."""
