"""Sign-off: 三审三校 by three people's own SSH keys, over every section and every fact."""
