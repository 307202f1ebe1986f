// How both the judge and its launcher remove a folder that a program has filled.
#ifndef KLEAR_REMOVE_H
#define KLEAR_REMOVE_H

// For `sh -c`, with the folder as $1. Folders that their owner may not enter are opened first; links are not followed.
// A program of its own keeps deep nesting and long names out of our code.
#define KLEAR_REMOVE_SCRIPT                                                          \
  "rm -rf --one-file-system -- \"$1\" 2>/dev/null || { chmod -R u+rwX -- \"$1\"; " \
  "rm -rf --one-file-system -- \"$1\"; }"

#endif
