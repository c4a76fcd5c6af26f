"""The intermediate representation: policies as conditions over atoms, with equal ones stored once.

typed tree --lower--> ir --optimize--> ir --decision--> graph
"""
