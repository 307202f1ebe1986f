// The two libraries that compressed datasets need: gzip by zlib, Zstandard by libzstd.
#ifndef KLEAR_CCOMPRESSION_SHIM_H
#define KLEAR_CCOMPRESSION_SHIM_H

#include <zlib.h>
#include <zstd.h>

// A macro in zlib.h, which Swift cannot import. 15 + 16: the largest window, gzip header expected.
static inline int klear_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

// As above for a bare zlib stream.
static inline int klear_inflate_init_zlib(z_stream *stream) { return inflateInit(stream); }

#endif
