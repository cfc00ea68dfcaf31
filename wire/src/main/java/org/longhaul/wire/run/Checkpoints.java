package org.longhaul.wire.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.wire.record.WireUnit;

/**
 * The checkpoints of one member in one unit: the last two and the one that is made, since not every member may have the last when
 * one is lost, and who started the run may not have heard of it. Not thread-safe.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String STEP = "step-";

    private final Path folder;

    /** @param work the folder in which the member keeps what is its own */
    Checkpoints(Path work, WireUnit unit, int rank) {
        folder = work.resolve("checkpoints")
                .resolve("unit-" + (unit.index() + 1) + "-seed-" + unit.seed())
                .resolve("rank-" + rank);
    }

    /** Where the one of a step is, whether it is there or not. */
    Path of(long step) {
        return folder.resolve(STEP + step);
    }

    /** Deletes all but the last ones up to a step, and those after it, which another attempt left. */
    void keepUpTo(long step) throws IOException {
        List<Long> steps = steps();
        int left = KEPT;
        for (long each : steps) {
            if (each > step || left == 0) {
                AtomicFiles.delete(of(each));
            } else {
                left--;
            }
        }
    }

    /** Deletes all of them. */
    void clear() throws IOException {
        if (Files.isDirectory(folder)) {
            AtomicFiles.delete(folder);
        }
    }

    /** Steps of which there is one, the last first. */
    private List<Long> steps() throws IOException {
        List<Long> steps = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path each : all.toList()) {
                    String name = String.valueOf(each.getFileName());
                    if (name.matches(STEP + "[0-9]{1,18}")) {
                        steps.add(Long.valueOf(name.substring(STEP.length())));
                    }
                }
            }
        }
        steps.sort(Collections.reverseOrder());
        return steps;
    }
}
