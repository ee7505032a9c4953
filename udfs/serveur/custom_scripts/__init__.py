"""The scripts that xlwings Server publishes: none yet. Without this module it would publish its own examples."""
