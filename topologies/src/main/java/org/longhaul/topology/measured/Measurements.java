package org.longhaul.topology.measured;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.format.TopologyFiles;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Collects what was measured between hosts, in the forms in which people have it, and makes a network of it. Not safe for
 * many threads.
 */
public final class Measurements {
    private static final int MOST_HOSTS = 500;
    private static final long LARGEST_FILE_BYTES = 64L << 20;

    private final MeasuredValues findings = new MeasuredValues();
    private final Map<String, String> hostOf = new LinkedHashMap<>();
    private final Map<String, Access> access = new LinkedHashMap<>();
    private final List<List<String>> places = new ArrayList<>();

    /** Begins with nothing. */
    public Measurements() {}

    /**
     * What a host can send and take in all.
     *
     * @param up what it can send
     * @param down what it can take
     */
    public record Access(Bandwidth up, Bandwidth down) {
        /** Refuses a host that is cut off. */
        public Access {
            if (up.bitsPerSecond() == 0 || down.bitsPerSecond() == 0) {
                throw new TopologyException(
                        "access is " + up + " up and " + down + " down; allowed: more than 0 bit/s");
            }
        }
    }

    /** Says which host an address or a name in the files is; to be said before they are read. */
    public void name(String address, String host) {
        hostOf.put(address, host);
    }

    /** Says what a host can send and take in all; without it, the most that was measured. */
    public void access(String host, Access most) {
        access.put(host, most);
    }

    /**
     * Where a program's own measurements come from.
     *
     * @param file in which they are kept
     * @param how they were made
     * @param date when, ISO 8601
     */
    public record Source(String file, String how, String date) {
        MeasuredValues.Origin origin() {
            return new MeasuredValues.Origin(file, how, date);
        }
    }

    /**
     * Adds what went from one host to another, alone.
     *
     * @param onLine with headers
     * @param doubt why the line may carry more; null where it does not
     */
    public void rate(String from, String to, Bandwidth onLine, @Nullable String doubt, Source source) {
        findings.rate(new MeasuredValues.Rate(from, to, onLine.bitsPerSecond(), source.origin(), doubt));
        findings.files.add(source.file);
    }

    /** Adds a round trip. */
    public void roundTrip(String from, String to, long nanos, Source source) {
        findings.delay(new MeasuredValues.Delay(from, to, nanos, false, source.origin()));
        findings.files.add(source.file);
    }

    /**
     * Adds what hosts sent to others at once, each to each; from such tests the network tells which lines are shared.
     *
     * @param onLine all of it together, with headers
     * @param doubt why the network may carry more; null where it does not
     */
    public void together(
            List<String> senders, List<String> receivers, Bandwidth onLine, @Nullable String doubt, Source source) {
        findings.together.add(new MeasuredValues.Together(
                ImmutableSet.copyOf(senders),
                ImmutableSet.copyOf(receivers),
                onLine.bitsPerSecond(),
                source.origin(),
                doubt));
    }

    /**
     * Says that hosts are in one place: there is a switch between them, and their lines to other places are shared. To be said
     * of each place, so that every host is in one, or of none.
     */
    public void place(List<String> hosts) {
        places.add(List.copyOf(hosts));
    }

    /**
     * Reads a report of {@code iperf3 -J} or the output of {@code ping}.
     *
     * @param ends {@code FROM--TO}: the host where it ran and the one to which; {@code FROM}: the other is told by the file;
     *     null: both by the file's name, {@code FROM--TO.json}, or by what is in it
     * @throws TopologyFormatException if it is neither, or not as it should be
     */
    public void read(Path path, @Nullable String ends) {
        String file = path.toString();
        String text = text(path);
        Ends between = new Ends(file, ends, hostOf);
        findings.files.add(file);
        if (IperfReport.recognises(text)) {
            new IperfReport(file, between, findings).read(text);
        } else if (PingReport.recognises(text)) {
            new PingReport(file, between, findings).read(text);
        } else {
            throw new TopologyFormatException(
                    file,
                    1,
                    "",
                    "is neither a report of iperf3 in JSON nor the output of ping; allowed: what 'iperf3 -c HOST -J' or 'ping"
                            + " HOST' writes"
                            + (text.contains("[ ID]")
                                    ? "\nMaybe iperf3 ran without -J."
                                    : "\nMaybe a matrix is meant: --bandwidth or --round-trip."),
                    null);
        }
    }

    /** A console of Windows writes in a code page that no file names; all that is looked for has the letters of English alone. */
    private static String text(Path path) {
        try {
            return TopologyFiles.text(path, LARGEST_FILE_BYTES);
        } catch (TopologyFormatException e) {
            if (!(e.getCause() instanceof CharacterCodingException)) {
                throw e;
            }
            try {
                return new String(Files.readAllBytes(path), StandardCharsets.US_ASCII);
            } catch (IOException unreadable) {
                e.addSuppressed(unreadable);
                throw e;
            }
        }
    }

    /**
     * Reads a matrix of bandwidths.
     *
     * @param unit of values that are written without one; null: as the file says
     * @throws TopologyFormatException if it is not as it should be
     */
    public void bandwidths(Path path, @Nullable String unit) {
        matrix(path, unit, false);
    }

    /** The same of round trips. */
    public void roundTrips(Path path, @Nullable String unit) {
        matrix(path, unit, true);
    }

    private void matrix(Path path, @Nullable String unit, boolean isRoundTrip) {
        findings.files.add(path.toString());
        new SquareTable(path.toString(), isRoundTrip, unit, findings)
                .read(TopologyFiles.text(path, LARGEST_FILE_BYTES));
    }

    /**
     * Returns the network: the best of what was measured, and what nobody measured by the rules of {@code Lines}.
     *
     * @throws TopologyException if there are fewer than two hosts, or no bandwidth or no round trip at all
     */
    public MeasuredTopology topology(String name) {
        int hosts = findings.hosts().size();
        if (hosts < 2 || hosts > MOST_HOSTS) {
            throw new TopologyException(
                    "the measurements name " + hosts + " hosts; allowed: 2 to " + MOST_HOSTS + warnings());
        }
        if (findings.rates.isEmpty() || findings.delays.isEmpty()) {
            throw new TopologyException((findings.rates.isEmpty() ? "no bandwidth" : "no round trip")
                    + " was measured between any two hosts; allowed: "
                    + (findings.rates.isEmpty()
                            ? "one report of iperf3 at least, or a matrix"
                            : "one ping at least, or a matrix")
                    + warnings());
        }
        for (String host : access.keySet()) {
            if (!findings.hosts().contains(host)) {
                throw new TopologyException(
                        "access of \"" + host + "\": no measurement names it" + Spelling.maybe(host, findings.hosts()));
            }
        }
        Lines lines = new Lines(findings, ImmutableMap.copyOf(access));
        Contradictions.find(lines, findings);
        if (!places.isEmpty()) {
            requirePlaces();
        }
        if (hosts > 2 && !places.isEmpty()) {
            return new NetworkOfPlaces(name, lines, findings, places).topology();
        }
        return new NetworkOfLines(name, lines, findings).topology();
    }

    private void requirePlaces() {
        List<String> placed = places.stream().flatMap(List::stream).sorted().toList();
        List<String> measured = findings.hosts().stream().sorted().toList();
        if (!placed.equals(measured)) {
            throw new IllegalArgumentException(
                    "places have the hosts " + placed + "; allowed: each that was measured, once: " + measured);
        }
    }

    private String warnings() {
        return findings.warnings.isEmpty() ? "" : "\n" + String.join("\n", findings.warnings);
    }
}
