package org.longhaul.training.data;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.List;

/** Counts and hashes the documents of a corpus while they are read. */
final class Digest {
    private final Hasher sha256 = Hashing.sha256().newHasher();
    private long bytes;
    private long documents;

    /** A document and the newline after it. */
    void add(byte[] document) {
        sha256.putBytes(document).putByte((byte) '\n');
        bytes += document.length + 1;
        documents++;
    }

    /** Part of a file that is no text. */
    void addRaw(byte[] content, int length) {
        sha256.putBytes(content, 0, length);
        bytes += length;
    }

    void countDocument() {
        documents++;
    }

    long documents() {
        return documents;
    }

    Corpus.Description describe(String name, String licence, List<String> domains) {
        return new Corpus.Description(
                name, licence, bytes, documents, domains, sha256.hash().toString());
    }
}
