"""Documents of Kubernetes Node Feature Discovery, decided exactly as NFD decides them."""
