"""RRC: what phone and base station say to each other, decoded by pycrate and told in our words."""
