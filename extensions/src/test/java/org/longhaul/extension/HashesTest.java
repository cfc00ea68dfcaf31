package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashesTest {
    /** The published vectors of FNV-1a, 64 bits (draft-eastlake-fnv, appendix C). */
    @Test
    void fnvGivesItsPublishedVectors() {
        assertThat(Hashes.fnv1a("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(Hashes.fnv1a("a")).isEqualTo(0xaf63dc4c8601ec8cL);
        assertThat(Hashes.fnv1a("foobar")).isEqualTo(0x85944171f73967e8L);
        assertThat(Hashes.fnv1a("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0x85944171f73967e8L);
    }

    /** The JDK's generator is the same construction, of seed and golden gamma. */
    @Test
    void nextIsWhatTheGeneratorOfTheJdkDraws() {
        for (long seed : new long[] {0, 1, -7, 123_456_789_123L}) {
            assertThat(Hashes.next(seed)).isEqualTo(new SplittableRandom(seed).nextLong());
        }
    }
}
