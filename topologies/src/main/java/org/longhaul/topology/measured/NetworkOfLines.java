package org.longhaul.topology.measured;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.format.writer.Remarks;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Makes a network of lines: a line between every two hosts with the pair's own bandwidths and round trip, and before them
 * each host's access, which its lines share. Two hosts alone have one line and nothing else.
 */
final class NetworkOfLines {
    /** A UDP test at less than this part of the bandwidth cannot have filled a queue: what it lost, the line lost. */
    private static final double WELL_BELOW = 0.9;

    private final Lines lines;
    private final MeasuredValues findings;
    private final int hosts;
    private final Topology.Builder builder;
    private final Map<String, String> remarks = new LinkedHashMap<>();
    private final Map<String, List<String>> inferredRates = new LinkedHashMap<>();
    private final Map<String, List<String>> inferredDelays = new LinkedHashMap<>();
    private final List<String> doubted = new ArrayList<>();
    private final List<String> loaded = new ArrayList<>();
    private final List<MeasuredTopology.Pair> pairs = new ArrayList<>();
    private int lossy;

    NetworkOfLines(String name, Lines lines, MeasuredValues findings) {
        this.lines = lines;
        this.findings = findings;
        this.hosts = lines.hosts.size();
        this.builder = Topology.builder(name).relayingHosts(false).paths(PathRule.FEWEST_LINKS);
    }

    MeasuredTopology topology() {
        String suffix = hosts > 2 ? "-switch" : "";
        for (int i = 0; i < hosts; i++) {
            String host = lines.hosts.get(i);
            builder.node(Node.host(host, host));
            if (hosts > 2) {
                builder.node(Node.switchOf(host + suffix, host));
                access(i, host, host + suffix);
            }
        }
        for (int i = 0; i < hosts; i++) {
            for (int j = i + 1; j < hosts; j++) {
                line(i, j, suffix);
            }
        }
        notes();
        return new MeasuredTopology(builder.build(), new Remarks(heading(), remarks), findings.warnings, pairs);
    }

    private void access(int i, String host, String hub) {
        long up = lines.up[i];
        long down = lines.down[i];
        for (int j = 0; j < hosts; j++) {
            up = Math.max(up, lines.rate[i][j]);
            down = Math.max(down, lines.rate[j][i]);
        }
        String id = host + "--" + hub;
        builder.link(new Link(id, host, hub, new Bandwidth(up), new Bandwidth(down), Duration.ZERO, 0, null, null));
        remarks.put(id, "what all lines of " + host + " share, up and down");
    }

    private void line(int i, int j, String suffix) {
        String from = lines.hosts.get(i);
        String to = lines.hosts.get(j);
        String id = from + "--" + to;
        double loss = loss(i, j);
        double lossBack = loss(j, i);
        Duration latency = Duration.ofNanos(lines.roundTrip[i][j] / 2);
        lossy += loss > 0 || lossBack > 0 ? 1 : 0;
        builder.link(new Link(
                id,
                from + suffix,
                to + suffix,
                new Bandwidth(lines.rate[i][j]),
                new Bandwidth(lines.rate[j][i]),
                latency,
                loss,
                null,
                null,
                new WayBack(latency, lossBack)));
        MeasuredValues.Delay delay = lines.delay(i, j);
        String rule = String.valueOf(lines.delayRule[i][j]);
        if (delay == null) {
            inferredDelays.computeIfAbsent(rule, key -> new ArrayList<>()).add(id);
        } else if (delay.isLoaded()) {
            loaded.add(id);
        }
        remarks.put(
                id,
                "forward " + origin(i, j) + "; backward " + origin(j, i) + "; round trip "
                        + (delay == null
                                ? "INFERRED, " + rule
                                : delay.origin().text() + (delay.isLoaded() ? ", at most: under load" : "")));
        pairs.add(new MeasuredTopology.Pair(
                from,
                to,
                new Bandwidth(lines.rate[i][j]),
                new Bandwidth(lines.rate[j][i]),
                lines.roundTrip[i][j],
                inferred(i, j, delay == null)));
    }

    private @Nullable String inferred(int i, int j, boolean isRoundTrip) {
        List<String> parts = new ArrayList<>();
        if (lines.rateRule[i][j] != null) {
            parts.add("->");
        }
        if (lines.rateRule[j][i] != null) {
            parts.add("<-");
        }
        if (isRoundTrip) {
            parts.add("round trip");
        }
        return parts.isEmpty() ? null : String.join(", ", parts);
    }

    private String origin(int i, int j) {
        String way = lines.hosts.get(i) + " -> " + lines.hosts.get(j);
        MeasuredValues.Rate rate = lines.rateOf[i][j];
        Lines.RateRule rule = lines.rateRule[i][j];
        if (rate == null || rule != null) {
            String words = rule == null ? "" : rule.words;
            inferredRates.computeIfAbsent(words, key -> new ArrayList<>()).add(way);
            return "INFERRED, " + words;
        }
        String doubt = rate.doubt();
        if (doubt != null) {
            doubted.add(way + " (" + doubt + ")");
        }
        return rate.origin().text() + (doubt == null ? "" : ", at least: " + doubt);
    }

    /** The probability that a packet is lost from one to the other: by UDP that way, else by UDP the other way, else as pings lost them. */
    private double loss(int i, int j) {
        double there = ways(i, j);
        double back = ways(j, i);
        if (there >= 0 || back >= 0) {
            return there >= 0 ? there : back;
        }
        double sum = 0;
        int count = 0;
        for (MeasuredValues.Loss each : findings.losses) {
            int from = lines.index(each.from());
            int to = lines.index(each.to());
            if (each.isRoundTrip() && ((from == i && to == j) || (from == j && to == i))) {
                sum += 1 - Math.sqrt(1 - each.share());
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /** The mean share that UDP tests well below the bandwidth lost one way, or -1 where there are none. */
    private double ways(int i, int j) {
        double sum = 0;
        int count = 0;
        for (MeasuredValues.Loss each : findings.losses) {
            if (!each.isRoundTrip()
                    && lines.index(each.from()) == i
                    && lines.index(each.to()) == j
                    && each.bitsPerSecond() <= WELL_BELOW * lines.rate[i][j]) {
                sum += each.share();
                count++;
            }
        }
        return count == 0 ? -1 : sum / count;
    }

    private void notes() {
        builder.note("measured: "
                + Words.list(findings.files.stream().map(Words::name).distinct().toList()) + dates());
        int directions = hosts * (hosts - 1);
        inferredRates.forEach((rule, ways) -> builder.note(TopologyNote.inferred("bandwidth of " + ways.size() + " of "
                + directions + " directions, " + rule + ": " + Words.list(ways))));
        inferredDelays.forEach((rule, ids) -> builder.note(TopologyNote.inferred(
                "round trip of " + ids.size() + " of " + directions / 2 + " pairs, " + rule + ": " + Words.list(ids))));
        if (!doubted.isEmpty()) {
            builder.note(TopologyNote.adapted("bandwidth of " + doubted.size() + " of " + directions
                    + " directions is what a test carried, and the line may carry more: " + Words.list(doubted)));
        }
        if (!loaded.isEmpty()) {
            builder.note(TopologyNote.adapted("round trip of " + loaded.size() + " of " + directions / 2
                    + " pairs is what TCP met while a test filled the line, queues included; ping tells it without them: "
                    + Words.list(loaded)));
        }
        if (hosts > 2) {
            builder.note(TopologyNote.adapted(
                    "what a host's lines share, up and down, is the most that one test or a statement gave it; a test to"
                            + " several hosts at once would tell"));
        }
        if (lossy > 0) {
            builder.note(
                    TopologyNote.adapted(
                            "lossRate of " + lossy + " of " + directions / 2
                                    + " lines by UDP tests well below the bandwidth, each way by its own where there are both, or by pings, the same both ways"));
        }
    }

    private SortedSet<String> days() {
        SortedSet<String> days = new TreeSet<>();
        findings.rates.forEach(each -> add(days, each.origin()));
        findings.delays.forEach(each -> add(days, each.origin()));
        return days;
    }

    private static void add(SortedSet<String> days, MeasuredValues.Origin origin) {
        String date = origin.date();
        if (date != null && date.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
            days.add(date.substring(0, 10));
        }
    }

    private String dates() {
        SortedSet<String> days = days();
        if (days.isEmpty()) {
            return "; the files state no date";
        }
        return "; " + days.first() + (days.size() == 1 ? "" : " to " + days.last());
    }

    private List<String> heading() {
        List<String> heading = new ArrayList<>();
        heading.add("Measured by iperf3, ping or a matrix; made by 'longhaul topology measured'. Edit it as you like.");
        heading.add("Bandwidth: the most that a test carried, headers included. Round trip: the least that was met.");
        heading.add("INFERRED: nobody measured it; the rule stands behind it.");
        heading.add("Files" + dates() + ":");
        findings.files.stream().distinct().forEach(each -> heading.add("  " + each));
        findings.warnings.forEach(each -> heading.add("Warning: " + each));
        heading.add("");
        return heading;
    }
}
