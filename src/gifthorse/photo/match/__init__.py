"""Was this photo taken with this phone: claims, how it was saved, the sensor's noise."""
