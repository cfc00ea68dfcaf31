package org.longhaul.training.dataset.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.data.DataException;
import org.longhaul.training.dataset.Examples;

/** Whatever a file holds: it is read, or refused with a message; nothing else is thrown, nothing goes on for ever. */
@NullUnmarked
final class DamagedFilesTest {
    private static final int TRIES = 120;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(PublishedSet.class)
    void areReadOrRefused(PublishedSet set) throws IOException {
        set.write(folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Random random = new Random(set.ordinal());
        int refused = 0;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, damaged(whole, random));
            refused += assertTimeoutPreemptively(LONGEST, () -> isRefused(set)) ? 1 : 0;
            Files.write(file, whole);
        }
        assertThat(refused).isGreaterThan(TRIES / 20);
        assertThat(isRefused(set)).isFalse();
    }

    /** Cut off, or with some bytes changed, most of them near the beginning, where headers are; 0xff makes sizes huge. */
    private static byte[] damaged(byte[] whole, Random random) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        if (kind == 1) {
            byte[] longer = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(40));
            longer[whole.length] = (byte) random.nextInt();
            return longer;
        }
        byte[] changed = whole.clone();
        int region = random.nextBoolean() ? Math.min(whole.length, 200) : whole.length;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            changed[random.nextInt(region)] = (byte) (kind == 2 ? random.nextInt() : 0xff);
        }
        return changed;
    }

    private boolean isRefused(PublishedSet set) {
        try {
            Examples examples = set.read(folder);
            float[] numbers = new float[examples.shape().elements()];
            for (int item = 0; item < examples.size(); item++) {
                examples.copy(item, numbers, 0);
                assertThat(examples.label(item)).isBetween(0, examples.labels() - 1);
                assertThat(examples.group(item)).isBetween(0, examples.groups() - 1);
            }
            return false;
        } catch (DataException e) {
            assertThat(e).hasMessageContaining(folder.toString());
            return true;
        }
    }
}
