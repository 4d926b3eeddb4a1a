package web;

import java.util.zip.Inflater;

final class TokenDict {
    private final byte[] dict;
    private final Inflater inf = new Inflater();

    TokenDict(byte[] dict) {
        this.dict = dict;
    }

    int open(byte[] token, byte[] out) throws Exception {
        inf.reset();
        inf.setDictionary(dict);
        inf.setInput(token);
        // degrades: decompress
        return inf.inflate(out);
    }
}
