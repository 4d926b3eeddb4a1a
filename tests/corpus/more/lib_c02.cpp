#include <QByteArray>
#include <QFile>

QByteArray shrink(const QByteArray &tile)
{
    Q_ASSERT(tile.size() == 256 * 1024);
    // region: compress deflate sync async in-core min=4096
    return qCompress(tile, 6);
}

QByteArray grow(const QByteArray &packed)
{
    // region: decompress deflate sync async in-core min=16384
    return qUncompress(packed);
}
