"""The settings of the whole desk."""
