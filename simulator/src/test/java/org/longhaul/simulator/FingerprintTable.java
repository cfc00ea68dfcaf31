package org.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The recorded fingerprints of seeded runs, which must be the same on every JDK. Where a model is meant to behave differently
 * from now on, record anew: {@code mvn -q -Dquickly -pl simulator -am test -Dtest='*Fingerprint*' -Dfingerprints=record
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
public final class FingerprintTable {

    private FingerprintTable() {}

    /** Compares with the table of a group of runs, or writes it. */
    public static void check(String group, SortedMap<String, String> found) throws IOException {
        Path table = Path.of("src/test/resources/org/longhaul/simulator/fingerprints-" + group + ".csv");
        List<String> rows = new ArrayList<>(List.of("run,fingerprint"));
        found.forEach((name, fingerprint) -> rows.add('"' + name + "\"," + fingerprint));
        if ("record".equals(System.getProperty("fingerprints"))) {
            Files.write(table, rows);
        }
        assertThat(rows).isEqualTo(Files.readAllLines(table));
    }

    /** A hash of some values to the bit. */
    public static String hash(double... values) {
        long hash = 17;
        for (double value : values) {
            hash = hash * 0x9E3779B97F4A7C15L + Double.doubleToRawLongBits(value);
            hash ^= hash >>> 29;
        }
        return Long.toHexString(hash);
    }
}
