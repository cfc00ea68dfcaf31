package org.longhaul.wire.calibrate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.AtomicFiles;

/** Writes a calibration as keys of a scenario, which any scenario takes with {@code --profile}. */
public final class HostsFile {
    private static final String NETWORK = "network.";

    private HostsFile() {}

    /** Writes it. */
    public static void write(Calibration calibration, Path file) throws IOException {
        AtomicFiles.write(file, text(calibration));
    }

    static String text(Calibration calibration) {
        List<String> lines = new ArrayList<>();
        lines.add("# Hosts as measured in " + calibration.run() + ", by longhaul wire calibrate.");
        lines.add("# In any scenario: longhaul run SCENARIO --profile THIS-FILE; or copy the keys into it.");
        for (JudgedError error : calibration.judged()) {
            lines.add("# " + error.what() + ": mean error on " + error.rows() + " rows that set nothing "
                    + Figures.percent(error.before()) + " before, " + Figures.percent(error.after())
                    + " with these constants");
        }
        calibration.leftOut().forEach(line -> lines.add("# left out: " + line));
        for (CalibratedConstant constant : calibration.constants()) {
            if (!constant.key().startsWith(NETWORK)) {
                lines.add("# from: " + constant.source());
                lines.add(constant.key() + ": " + constant.value());
            }
        }
        lines.add("network:");
        for (CalibratedConstant constant : calibration.constants()) {
            if (constant.key().startsWith(NETWORK)) {
                lines.add("  # from: " + constant.source());
                lines.add("  " + constant.key().substring(NETWORK.length()) + ": " + constant.value());
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
