"""What native code hands to the calls that matter: commands, files, connections."""
