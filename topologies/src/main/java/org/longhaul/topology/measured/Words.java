package org.longhaul.topology.measured;

import java.util.List;
import org.longhaul.topology.format.Inference;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** How the notes and warnings of this package write things. */
final class Words {
    private static final int MOST_NAMED = 12;

    private Words() {}

    /** The name of a file without its folders. */
    static String name(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    /** A rate with three or more significant digits. */
    static String rate(long bitsPerSecond) {
        long scale = 1;
        for (long rest = bitsPerSecond; rest >= 10_000; rest /= 10) {
            scale *= 10;
        }
        return new Bandwidth((bitsPerSecond + scale / 2) / scale * scale).toString();
    }

    static String time(long nanos) {
        return Durations.rounded(nanos / 1e9);
    }

    /** The first of a list, and that there are more. */
    static String list(List<String> all) {
        int named = Math.min(MOST_NAMED, all.size());
        return String.join(", ", all.subList(0, named))
                + (all.size() > named ? ", and " + Inference.count(all.size() - named) + " more" : "");
    }
}
