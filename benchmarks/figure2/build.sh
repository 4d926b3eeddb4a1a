#!/bin/sh
# build.sh SOURCE [CFLAGS]: configures FFmpeg in SOURCE, once, for nothing but PNG and raw pictures, and builds it there.
# Needs a C compiler, make, nasm and zlib's headers. CFLAGS are added for the encoder's files.
set -eu
cd "$1"
# The benchmark's own line of times counts milliseconds: too coarse for small pictures.
sed -i '/bench: utime/s/%0\.3fs/%0.6fs/g' fftools/ffmpeg.c
if [ ! -f ffbuild/config.mak ]; then
    ./configure --cc="${CC:-gcc}" --disable-everything --disable-autodetect --disable-network --disable-doc \
        --disable-debug --disable-stripping --disable-postproc --disable-swresample --disable-ffplay --disable-ffprobe \
        --enable-zlib --enable-avdevice --enable-indev=lavfi --enable-encoder=png,rawvideo,wrapped_avframe \
        --enable-decoder=png,rawvideo,wrapped_avframe --enable-muxer=image2pipe,framemd5,rawvideo \
        --enable-demuxer=rawvideo,image_png_pipe --enable-protocol=file,pipe --enable-parser=png \
        --enable-filter=testsrc2,mandelbrot,noise,scale,format,null --extra-libs=-ldl
fi
make -j2 ffmpeg ECFLAGS="${2:-}"
