package org.longhaul.study.sweep;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.CsvText;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.extension.PlainNumber;

/** The table of a sweep, in the order of its points whatever order they were done in: the same points give the same file. */
final class SweepTable {
    private final Sweep sweep;
    private final List<String> figures;

    SweepTable(Sweep sweep, List<String> figures) {
        this.sweep = sweep;
        this.figures = List.copyOf(figures);
    }

    /** The names of the columns. */
    List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("point"));
        sweep.grid().axes().forEach(axis -> columns.add(axis.path()));
        columns.addAll(List.of("method", "seed", "outcome"));
        columns.addAll(figures);
        columns.add("cause");
        return columns;
    }

    /** Hears results in the order of their points. */
    interface Listener {
        void result(PointResult result) throws IOException;
    }

    /** Reads a journal in the order of its points. */
    void read(Path journal, Listener listener) throws IOException {
        long[] from = new long[Math.toIntExact(sweep.grid().all())];
        int[] sizes = new int[from.length];
        Arrays.fill(from, -1);
        Journal.places(journal, (point, begin, end) -> {
            from[Math.toIntExact(point)] = begin;
            sizes[Math.toIntExact(point)] = Math.toIntExact(end - begin);
        });
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
            for (int point = 0; point < from.length; point++) {
                if (from[point] >= 0) {
                    byte[] line = new byte[sizes[point] - 1];
                    file.seek(from[point]);
                    file.readFully(line);
                    listener.result(Objects.requireNonNull(Journal.parse(line), "a line that was read before"));
                }
            }
        }
    }

    /** Writes all results of a journal as CSV, in one step. */
    void write(Path journal, Path target) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            out.write(CsvText.line(columns()));
            read(journal, result -> {
                for (PointResult.Row row : result.rows()) {
                    out.write(CsvText.line(cells(result, row)));
                }
            });
        }
        AtomicFiles.force(temporary);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The cells of a row, in the order of the columns; empty for what there is not. */
    List<String> cells(PointResult result, PointResult.Row row) {
        List<String> cells = new ArrayList<>();
        cells.add(Long.toString(result.point() + 1));
        cells.addAll(sweep.grid().texts(result.point()));
        cells.add(row.label() == null ? "" : row.label());
        cells.add(row.seed() == null ? "" : Long.toString(row.seed()));
        cells.add(row.outcome());
        for (int i = 0; i < figures.size(); i++) {
            cells.add(i < row.figures().size() ? number(row.figures().get(i)) : "");
        }
        cells.add(row.cause() == null ? "" : row.cause().replace('\n', ' '));
        return cells;
    }

    private static String number(@Nullable Double number) {
        if (number == null) {
            return "";
        }
        double value = number;
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : PlainNumber.of(value);
    }
}
