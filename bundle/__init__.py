"""What an installation consists of: locked dependencies, the list of them, and the folder for machines offline."""
