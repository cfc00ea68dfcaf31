package org.longhaul.simulator.request.arrival;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Spelling;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;

/**
 * Requests at the times of a file, the same under every seed. The file is CSV with a heading: {@code seconds} (required,
 * ascending), {@code promptTokens}, {@code outputTokens} and {@code client} in any order. The times of a trace with time stamps
 * are written as seconds since its first row.
 *
 * @see <a href="https://github.com/Azure/AzurePublicDataset">Azure public data set: its traces of language model inference state
 *     time stamp, tokens of the context and tokens generated, which are the first three columns</a>
 */
@SuppressWarnings("rawtypes")
@AutoService(ArrivalModel.class)
@Provides(
        id = "trace",
        description = "Requests at the times of a CSV file, with tokens and client of each where the file has them.")
public final class TraceArrivals implements ArrivalModel<TraceArrivals.Settings> {

    /**
     * Settings of {@link TraceArrivals}.
     *
     * @param file of the arrivals
     * @param speed factor on the rate: 2 plays it twice as fast
     */
    public record Settings(
            @JsonPropertyDescription(
                            "CSV file with a heading: seconds, and if it has them promptTokens, outputTokens, client")
                    Path file,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("factor on the rate: 2 plays the file twice as fast")
                    double speed) {
        public Settings {
            if (!(speed > 0) || Double.isInfinite(speed)) {
                throw new IllegalArgumentException("speed (" + PlainNumber.of(speed) + ") must be above 0 and finite.");
            }
        }
    }

    private static final List<String> COLUMNS = List.of("seconds", "promptTokens", "outputTokens", "client");
    private static final double MOST_SECONDS = 1e9;
    private static final long MOST_TOKENS = 1_000_000_000;

    @Override
    public boolean statesTokens() {
        return true;
    }

    @Override
    public Arrivals create(Settings settings, ArrivalContext context) {
        return new Played(read(settings, context));
    }

    private static List<Arrivals.Arrival> read(Settings settings, ArrivalContext context) {
        List<String> lines;
        try {
            lines = Files.readAllLines(settings.file(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("file (" + settings.file() + ") cannot be read: " + e.getMessage(), e);
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("file (" + settings.file() + ") is empty; it begins with a heading.");
        }
        List<Integer> place = places(
                settings.file(), List.of(withoutMark(lines.get(0)).strip().split(",", -1)));
        List<Arrivals.Arrival> arrivals = new ArrayList<>();
        long before = 0;
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Row row = new Row(settings.file(), i + 1, List.of(lines.get(i).split(",", -1)), place);
                long nanos = Math.round(row.seconds() / settings.speed() * Rates.NANOS_PER_SECOND);
                if (nanos > BeyondTimeException.END_OF_TIME) {
                    throw row.wrong("seconds", "is later than 292 years at this speed", "a higher speed");
                }
                if (nanos < before) {
                    throw row.wrong("seconds", "is earlier than the row before", "ascending times");
                }
                before = nanos;
                String client = row.text(3);
                if (client != null
                        && context.topology().hasNode(client)
                        && !context.topology()
                                .node(context.topology().nodeIndex(client))
                                .isHost()) {
                    throw row.wrong("client", "is a switch; requests come from hosts", "ids of hosts");
                }
                if (client != null && !context.topology().hasNode(client)) {
                    throw row.wrong("client", "names no node of the topology", "ids of hosts");
                }
                arrivals.add(new Arrivals.Arrival(nanos, client, row.count(1), row.count(2)));
            }
        }
        if (arrivals.isEmpty()) {
            throw new IllegalArgumentException("file (" + settings.file() + ") has no row below its heading.");
        }
        return arrivals;
    }

    /** Without the byte order mark that spreadsheets begin a file with. */
    private static String withoutMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private static List<Integer> places(Path file, List<String> heading) {
        int[] place = {-1, -1, -1, -1};
        for (int i = 0; i < heading.size(); i++) {
            String name = heading.get(i).strip();
            int column = COLUMNS.indexOf(name);
            if (column < 0 || place[column] >= 0) {
                throw new IllegalArgumentException("file (" + file + ", line 1) has the column '"
                        + Spelling.excerpt(name) + "'" + (column < 0 ? "" : " twice") + "; allowed: "
                        + String.join(", ", COLUMNS) + "." + Spelling.maybe(name, COLUMNS));
            }
            place[column] = i;
        }
        if (place[0] < 0) {
            throw new IllegalArgumentException("file (" + file + ", line 1) has no column 'seconds'.");
        }
        return Arrays.stream(place).boxed().toList();
    }

    /** One line of the file. */
    private record Row(Path file, int line, List<String> cells, List<Integer> place) {

        @Nullable
        String text(int column) {
            int at = place.get(column);
            if (at < 0) {
                return null;
            }
            if (at >= cells.size()) {
                throw wrong(COLUMNS.get(column), "is missing", "as many values as the heading has columns");
            }
            String cell = cells.get(at).strip();
            return cell.isEmpty() ? null : cell;
        }

        double seconds() {
            String text = text(0);
            try {
                double seconds = text == null ? Double.NaN : Double.parseDouble(text);
                if (seconds >= 0 && seconds <= MOST_SECONDS) {
                    return seconds;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw wrong("seconds", "is no time", "seconds from 0 to 1e9");
        }

        @Nullable
        Long count(int column) {
            String text = text(column);
            if (text == null) {
                return null;
            }
            try {
                long count = Long.parseLong(text);
                if (count >= 0 && count <= MOST_TOKENS) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw wrong(COLUMNS.get(column), "is no number of tokens", "whole numbers from 0 to 1e9");
        }

        IllegalArgumentException wrong(String column, String what, String allowed) {
            int at = place.get(COLUMNS.indexOf(column));
            String found = at < cells.size() ? cells.get(at).strip() : "";
            return new IllegalArgumentException("file (" + file + ", line " + line + ") column " + column + " '"
                    + Spelling.excerpt(found) + "' " + what + "; allowed: " + allowed + ".");
        }
    }

    /** The rows, one after the other. */
    private static final class Played implements Arrivals {

        private final List<Arrival> rows;
        private int next;

        Played(List<Arrival> rows) {
            this.rows = rows;
        }

        @Override
        public @Nullable Arrival next(long sinceNanos) {
            return next < rows.size() ? rows.get(next++) : null;
        }

        @Override
        public double ratePerSecond() {
            long length = rows.get(rows.size() - 1).nanos() - rows.get(0).nanos();
            return length == 0 ? Double.NaN : (rows.size() - 1) * Rates.NANOS_PER_SECOND / length;
        }

        @Override
        public @Nullable Double meanPromptTokens() {
            return mean(Arrival::promptTokens);
        }

        @Override
        public @Nullable Double meanOutputTokens() {
            return mean(Arrival::outputTokens);
        }

        private @Nullable Double mean(Function<Arrival, @Nullable Long> tokensOf) {
            double sum = 0;
            for (Arrival row : rows) {
                Long tokens = tokensOf.apply(row);
                if (tokens == null) {
                    return null;
                }
                sum += tokens;
            }
            return sum / rows.size();
        }
    }
}
