"""What runs beside student code; imports stdlib, numpy, IPython and itself."""
