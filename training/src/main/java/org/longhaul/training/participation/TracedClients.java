package org.longhaul.training.participation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.data.DataException;

/**
 * Clients that are there at the times that a file tells. Round r is at {@code r roundHours}, whatever time it takes in the simulated
 * network: who takes part is a function of the round, so that all methods of a seed meet the same clients.
 *
 * <p>A line of the file is {@code client,from,until}: a number from 0 and two times in hours, from the first up to and without the
 * second. A client has as many lines as it has such times. After {@code periodHours} all begins anew, and no time lies beyond.
 * Where there are more clients than the file has, client c is there when the file's c-th modulo their number is, in the order of
 * their numbers.
 */
public final class TracedClients {
    private static final String HEADER = "client,from,until";

    /** Where the times stand, and how rounds lie in them. */
    public record Settings(
            @JsonPropertyDescription(
                            "CSV file with the header client,from,until: a client's number and two times in hours, one line for"
                                    + " each time that it is there")
                    Path file,
            @JsonPropertyDescription("clients of a round at most; absent: all that are there") @Nullable
                    Integer clients,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("hours from one round to the next, above 0")
                    double roundHours,
            @JsonPropertyDescription("hours after which the times begin anew; default: they do not") @Nullable
                    Double periodHours) {
        public Settings {
            if (clients != null) {
                Require.atLeast("clients", clients, 1);
            }
            Require.positive("roundHours", roundHours, 1e9);
            if (periodHours != null) {
                Require.positive("periodHours", periodHours, 1e9);
            }
        }
    }

    /** Registers it. */
    @SuppressWarnings("rawtypes")
    @AutoService(ParticipationFactory.class)
    @Provides(
            id = "availability-trace",
            description = "The clients that are there by a file of times, or at most so many of them.",
            source = "The user's file")
    public static final class Factory implements ParticipationFactory<Settings> {
        @Override
        public Participation create(Settings settings, Population population, long seed) {
            List<List<Interval>> traces = read(settings.file(), settings.periodHours());
            Draws choice = new Draws(seed, "participation.choice");
            Integer stated = settings.clients();
            int most = stated == null ? population.clients() : stated;
            return round -> {
                double hour = hour(round, settings);
                double[] waits = new double[Math.min(traces.size(), population.clients())];
                Arrays.setAll(waits, trace -> hoursUntil(traces.get(trace), hour, settings.periodHours()));
                List<Integer> present = new ArrayList<>();
                int nearest = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int client = 0; client < population.clients(); client++) {
                    double wait = waits[client % waits.length];
                    if (wait == 0) {
                        present.add(client);
                    } else if (wait < least) {
                        least = wait;
                        nearest = client;
                    }
                }
                if (present.isEmpty() && least == Double.POSITIVE_INFINITY) {
                    throw new DataException(String.format(
                            Locale.ROOT,
                            "file \"%s\" has nobody there in round %d, %s hours from the first, nor ever again"
                                    + "\nMaybe state periodHours, a smaller roundHours or fewer steps.",
                            settings.file(),
                            round,
                            PlainNumber.rounded(hour, 6)));
                }
                // Where nobody is there, the next to come takes part alone.
                return present.isEmpty() ? List.of(nearest) : choice.some(present, most, round);
            };
        }
    }

    private TracedClients() {}

    /** A time at which a client is there, hours. */
    private record Interval(double from, double until) {}

    private static double hour(long round, Settings settings) {
        double hour = round * settings.roundHours();
        Double period = settings.periodHours();
        return period == null ? hour : hour % period;
    }

    /** Hours until a client is there next, 0 if it is; those of one that never comes again are without end. */
    private static double hoursUntil(List<Interval> times, double hour, @Nullable Double period) {
        double least = Double.POSITIVE_INFINITY;
        for (Interval time : times) {
            if (hour < time.until) {
                least = Math.min(least, Math.max(0, time.from - hour));
            } else if (period != null) {
                least = Math.min(least, Math.max(0, period - hour + time.from));
            }
        }
        return least;
    }

    private static List<List<Interval>> read(Path file, @Nullable Double period) {
        TreeMap<Integer, List<Interval>> byClient = new TreeMap<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String header = reader.readLine();
            if (header == null || !header.replace(" ", "").equals(HEADER)) {
                throw new DataException(String.format(
                        Locale.ROOT, "file \"%s\" begins with %s; allowed: the header %s", file, header, HEADER));
            }
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    Interval time = interval(line, file, number, byClient);
                    if (period != null && time.until > period) {
                        throw new DataException(String.format(
                                Locale.ROOT,
                                "file \"%s\", line %d is \"%s\", beyond periodHours (%s), where the times begin anew"
                                        + "\nMaybe cut it in two: one up to periodHours, one from 0.",
                                file,
                                number,
                                line,
                                PlainNumber.rounded(period, 6)));
                    }
                }
            }
        } catch (IOException e) {
            throw new DataException("file \"" + file + "\" cannot be read: " + e.getMessage());
        }
        if (byClient.isEmpty()) {
            throw new DataException(
                    "file \"" + file + "\" names no client; allowed: at least one line below the header");
        }
        return List.copyOf(byClient.values());
    }

    private static Interval interval(String line, Path file, int number, Map<Integer, List<Interval>> byClient) {
        String[] cells = line.split(",", -1);
        try {
            int client = Integer.parseInt(cells[0].strip());
            double from = Double.parseDouble(cells[1].strip());
            double until = Double.parseDouble(cells[2].strip());
            if (cells.length == 3 && client >= 0 && from >= 0 && from < until && until < Double.POSITIVE_INFINITY) {
                Interval time = new Interval(from, until);
                byClient.computeIfAbsent(client, c -> new ArrayList<>()).add(time);
                return time;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Said below, as every line that is none.
        }
        throw new DataException(String.format(
                Locale.ROOT,
                "file \"%s\", line %d is \"%s\"; allowed: client,from,until, a number from 0 and two times in hours,"
                        + " 0 <= from < until",
                file,
                number,
                line.length() > 100 ? line.substring(0, 100) + "..." : line));
    }
}
