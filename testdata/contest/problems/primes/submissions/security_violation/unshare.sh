unshare --user --map-root-user true
echo "2 3 5 7 11 13 17 19 23 29"
