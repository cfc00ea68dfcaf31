package org.longhaul.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.study.sweep.PointSolver;

/** What points need that replay one run: sent to each executor once, and opened there once. Thread-safe. */
final class PointKit implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] sweepFile;
    private final byte[] run;
    private final List<String> figures;
    private transient @Nullable PointSolver solver;

    /**
     * A kit.
     *
     * @param sweepFile the text of the sweep
     * @param run the run directory, packed
     */
    PointKit(byte[] sweepFile, byte[] run, List<String> figures) {
        this.sweepFile = sweepFile;
        this.run = run;
        this.figures = List.copyOf(figures);
    }

    synchronized PointSolver solver() throws IOException {
        PointSolver known = solver;
        if (known != null) {
            return known;
        }
        // It stays as long as the executor: at each point a replay reads anew the copies of files that its scenario
        // names.
        Path folder = Files.createTempDirectory("longhaul-points-");
        Path file = folder.resolve("sweep.yaml");
        Files.write(file, sweepFile);
        FolderArchive.unpack(run, folder.resolve("run"));
        PointSolver opened = PointSolver.open(file, figures, folder.resolve("run"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(folder), "longhaul-points"));
        solver = opened;
        return opened;
    }

    private static void discard(Path folder) {
        try {
            AtomicFiles.delete(folder);
        } catch (IOException e) {
            // The folder for temporary files is emptied by others.
        }
    }
}
