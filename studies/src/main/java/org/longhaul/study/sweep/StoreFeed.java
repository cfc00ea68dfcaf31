package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.store.StoreException;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.analysis.store.SweepStore;

/**
 * Carries the journal of a sweep into the store of all runs, some seconds' worth at a time; between two times others may read the
 * store. What could not be stored since another process had it open is stored the next time. Thread-safe; one thread at a time stores.
 */
final class StoreFeed {
    private static final int MOST_ROWS = 10_000;

    private final Path file;
    private final Path journal;
    private final Sweep sweep;
    private final List<String> figures;
    private final SweepStore.StoredSweep stored;
    private long reached = -1;

    StoreFeed(Path file, SweepFolder folder, Sweep sweep) {
        this.file = file;
        this.journal = folder.journal();
        this.sweep = sweep;
        this.figures = folder.state().figures();
        this.stored = new SweepStore.StoredSweep(
                folder.state().id(),
                sweep.name(),
                sweep.file().description(),
                folder.state().startedAt(),
                folder.path().toAbsolutePath().normalize().toString(),
                sweep.grid().axes().stream().map(SweepAxis::path).toList(),
                figures,
                sweep.size());
    }

    /**
     * Stores what the journal holds up to a place.
     *
     * @param until the end of a line of the journal
     * @param patience how long to wait while another process has the store
     * @return why it could not be stored; null if it was
     */
    @Nullable
    synchronized String store(long until, Duration patience) throws IOException {
        if (reached == until) {
            return null;
        }
        StoreSettings defaults = StoreSettings.defaults();
        StoreSettings settings =
                new StoreSettings(defaults.threads(), defaults.memoryMebibytes(), false, false, patience);
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            try (SweepStore store = SweepStore.open(file, settings)) {
                store(store, until);
            }
            return null;
        } catch (StoreException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void store(SweepStore store, long until) throws IOException {
        long known = store.stored(stored);
        long[] from = {known > until ? 0 : known};
        List<SweepStore.StoredPoint> rows = new ArrayList<>();
        long end = Journal.read(journal, from[0], (result, begin, after) -> {
            if (after > until) {
                return;
            }
            Map<String, String> axes = axes(result.point());
            for (PointResult.Row row : result.rows()) {
                rows.add(row(result.point(), axes, row));
            }
            if (rows.size() >= MOST_ROWS) {
                store.add(stored, rows, from[0], after);
                from[0] = after;
                rows.clear();
            }
        });
        store.add(stored, rows, from[0], Math.min(end, until));
        reached = until;
    }

    private Map<String, String> axes(long point) {
        Map<String, String> axes = new LinkedHashMap<>();
        List<String> texts = sweep.grid().texts(point);
        for (int i = 0; i < texts.size(); i++) {
            axes.put(sweep.grid().axes().get(i).path(), texts.get(i));
        }
        return axes;
    }

    private SweepStore.StoredPoint row(long point, Map<String, String> axes, PointResult.Row row) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < row.figures().size(); i++) {
            Double value = row.figures().get(i);
            if (value != null) {
                values.put(figures.get(i), value);
            }
        }
        return new SweepStore.StoredPoint(
                point + 1, axes, row.label(), row.seed(), row.outcome().toUpperCase(Locale.ROOT), row.cause(), values);
    }
}
