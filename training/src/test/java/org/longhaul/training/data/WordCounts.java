package org.longhaul.training.data;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How often words occur in documents: runs of letters for byte tokens, single tokens otherwise. ASCII letters lose their
 * case, and every byte of a longer UTF-8 character is a letter.
 */
final class WordCounts {
    private WordCounts() {}

    static Map<Object, int[]> of(TokenDocuments corpus, int[] documents) {
        Map<Object, int[]> counts = new HashMap<>();
        boolean bytes = corpus.vocabulary() <= 256;
        for (int document : documents) {
            int start = corpus.start(document);
            int end = start + Math.toIntExact(corpus.length(document));
            if (bytes) {
                countWords(corpus, start, end, counts);
            } else {
                for (int i = start; i < end; i++) {
                    count(corpus.token(i), counts);
                }
            }
        }
        return counts;
    }

    private static void countWords(TokenDocuments corpus, int start, int end, Map<Object, int[]> counts) {
        byte[] word = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            int value = corpus.token(i);
            boolean upper = value >= 'A' && value <= 'Z';
            boolean letter = upper || (value >= 'a' && value <= 'z') || value >= 0x80;
            if (letter) {
                word[length++] = (byte) (upper ? value + 'a' - 'A' : value);
            }
            if (length > 0 && (!letter || i == end - 1)) {
                count(new String(word, 0, length, StandardCharsets.ISO_8859_1), counts);
                length = 0;
            }
        }
    }

    private static void count(Object word, Map<Object, int[]> counts) {
        counts.computeIfAbsent(word, w -> new int[1])[0]++;
    }
}
