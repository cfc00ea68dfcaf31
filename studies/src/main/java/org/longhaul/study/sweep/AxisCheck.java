package org.longhaul.study.sweep;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Problem;
import org.longhaul.scenario.file.YamlDocument;

/** Tries the values of each axis on a scenario, the other axes at their first values, before anything runs. */
final class AxisCheck {
    /** Of longer axes a part is tried, first and last value among them. */
    private static final int TRIED = 200;

    private final Sweep sweep;
    private final ScenarioReader reader;
    private final YamlDocument document;
    private final FileFinder files;

    AxisCheck(Sweep sweep, ScenarioReader reader, YamlDocument document, FileFinder files) {
        this.sweep = sweep;
        this.reader = reader;
        this.document = document;
        this.files = files;
    }

    /**
     * Tries all axes.
     *
     * @param at the point whose values the other axes have
     * @throws InvalidFileException at the axis of the sweep's file that names no field, or has a value that its field refuses
     */
    void all(long at) {
        bind(at, null);
        for (SweepAxis axis : sweep.grid().axes()) {
            if (!axis.path().equals(Sweep.RUN)) {
                for (int index : tried(axis.values().size())) {
                    bind(with(sweep.grid(), at, axis.block(), index), axis);
                }
            }
        }
    }

    private void bind(long point, @Nullable SweepAxis axis) {
        try {
            reader.bind(sweep.changes(point).in(document), files);
        } catch (InvalidFileException e) {
            Problem problem = e.problems().get(0);
            String path = axis == null ? axisOf(problem.path()) : axis.path();
            if (problem.line() > 0 || path == null) {
                throw e;
            }
            String message = problem.path() + ": " + problem.message()
                    + (problem.hint() == null ? "" : "\nMaybe " + problem.hint());
            throw sweep.refused(path, message, problem.allowed());
        } catch (IllegalArgumentException e) {
            String path = axis == null ? pathIn(String.valueOf(e.getMessage())) : axis.path();
            if (path == null) {
                throw sweep.refusedKey("set", String.valueOf(e.getMessage()), null);
            }
            throw sweep.refused(path, String.valueOf(e.getMessage()), null);
        }
    }

    /** The axis that a message begins with. */
    private @Nullable String pathIn(String message) {
        for (SweepAxis axis : sweep.grid().axes()) {
            if (message.startsWith(axis.path() + ":")) {
                return axis.path();
            }
        }
        return null;
    }

    /** The axis whose value a problem is about; null for none. Items are numbers there and perhaps names in the axis. */
    private @Nullable String axisOf(String path) {
        String found = null;
        for (SweepAxis axis : sweep.grid().axes()) {
            String plain = axis.path();
            boolean isItsOwn = path.equals(plain) || path.startsWith(plain + ".") || path.startsWith(plain + "[");
            String last = plain.substring(plain.lastIndexOf('.') + 1);
            boolean isLikely = found == null && (path.endsWith("." + last) || path.equals(last));
            found = isItsOwn || isLikely ? plain : found;
        }
        return found;
    }

    /** The point where a block has another value. */
    static long with(Grid grid, long point, int block, int index) {
        int[] indices = new int[grid.blocks()];
        for (int other = 0; other < indices.length; other++) {
            indices[other] = other == block ? index : grid.index(point, other);
        }
        return grid.point(indices);
    }

    /** Which values of so many are tried. */
    static int[] tried(int size) {
        int count = Math.min(size, TRIED);
        int[] tried = new int[count];
        for (int i = 0; i < count; i++) {
            tried[i] = count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1));
        }
        return tried;
    }
}
