package org.longhaul.topology.measured;

import com.google.common.collect.ImmutableMap;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.format.DocumentItem;
import org.longhaul.topology.format.DocumentText;
import org.longhaul.topology.unit.Durations;
import tools.jackson.core.JsonToken;

/**
 * Reads what {@code iperf3 --json} (or {@code --json-stream}) writes, one report or several: TCP and UDP, one way, {@code
 * --reverse} and {@code --bidir}, of the client or of the server, whole or interrupted.
 *
 * <p>What arrived counts; where a report does not say, what was sent, less what was lost. iperf3 counts payload, so headers
 * are added: of TCP 52 bytes a segment, of UDP 8 and 20 a fragment.
 *
 * @see <a href="https://github.com/esnet/iperf">esnet/iperf, iperf_api.c</a>
 */
final class IperfReport {
    private static final double MOST_BITS = 1e15;
    private static final double MOST = 1e18;
    private static final int TCP_HEADERS = 52;
    private static final double USUAL_SEGMENT = 1448;
    private static final double USUAL_BLOCK = 1448;
    private static final double SHORTEST_SECONDS = 3;

    private final String file;
    private final Ends ends;
    private final MeasuredValues findings;

    IperfReport(String file, Ends ends, MeasuredValues findings) {
        this.file = file;
        this.ends = ends;
        this.findings = findings;
    }

    void read(String text) {
        List<DocumentItem> intervals = new ArrayList<>();
        Map<String, DocumentItem> streamed = new LinkedHashMap<>();
        try (DocumentText json = DocumentText.json(new StringReader(withoutMessages(text)), file)) {
            for (JsonToken token = json.next(); token != null; token = json.next()) {
                if (!(json.item(token, "", 1) instanceof DocumentItem.Keys keys)) {
                    throw json.refuse(
                            json.line(), "", "holds something beside reports; allowed: what iperf3 -J writes");
                }
                Map<String, DocumentItem> values = keys.values();
                DocumentItem data = values.get("data");
                if (!(values.get("event") instanceof DocumentItem.Text event) || data == null) {
                    report(new ReportFields(file, "", keys));
                } else if (event.value().equals("interval")) {
                    intervals.add(data);
                } else {
                    if (event.value().equals("start")) {
                        streamed(streamed, intervals);
                    }
                    streamed.put(event.value(), data);
                }
            }
        }
        streamed(streamed, intervals);
    }

    /** Takes what a stream of events has told of one test as its report. */
    private void streamed(Map<String, DocumentItem> events, List<DocumentItem> intervals) {
        DocumentItem start = events.get("start");
        if (start != null) {
            events.put("intervals", new DocumentItem.Items(start.line(), List.copyOf(intervals)));
            report(new ReportFields(file, "", new DocumentItem.Keys(start.line(), ImmutableMap.copyOf(events))));
        } else if (events.get("error") instanceof DocumentItem.Text error) {
            withoutResult(error.value());
        }
        events.clear();
        intervals.clear();
    }

    private void withoutResult(String error) {
        findings.warn(file, "holds no result and is left out, iperf3 says: " + Spelling.excerpt(error));
    }

    /** Whether a text looks like iperf3's, but for what that says in plain words. */
    static boolean recognises(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !isMessage(line))
                .findFirst()
                .orElse("")
                .startsWith("{");
    }

    private static boolean isMessage(String line) {
        return line.startsWith("iperf3:") || line.startsWith("warning:");
    }

    /** Blanks out what iperf3 says in plain words between its JSON, and repeats it. */
    private String withoutMessages(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.lines().forEach(line -> {
            if (isMessage(line)) {
                findings.warn(file, "iperf3 says: " + Spelling.excerpt(line));
            } else {
                kept.append(line);
            }
            kept.append('\n');
        });
        return kept.toString();
    }

    private void report(ReportFields root) {
        ReportFields start = root.within("start");
        if (start == null) {
            throw root.refuse(root.line(), "start", "is missing; allowed: what iperf3 -J writes");
        }
        String error = root.text("error");
        ReportFields test = start.within("test_start");
        if (test == null) {
            if (error == null) {
                throw start.refuse(start.line(), "test_start", "is missing, and there is no error");
            }
            withoutResult(error);
            return;
        }
        String protocol = String.valueOf(test.text("protocol")).toUpperCase(Locale.ROOT);
        if (!protocol.equals("TCP") && !protocol.equals("UDP")) {
            throw test.refuse(test.lineOf("protocol"), "protocol", "is " + protocol + "; allowed: TCP, UDP");
        }
        boolean isServer = start.has("accepted_connection");
        List<ReportFields> connected = start.each("connected");
        ReportFields first = connected.isEmpty() ? null : connected.get(0);
        String local = first == null ? null : first.text("local_host");
        String remote = first == null ? null : first.text("remote_host");
        ReportFields target = start.within("connecting_to");
        String system = start.text("system_info");
        String[] words = system == null ? new String[0] : system.split(" ", -1);
        String machine = words.length > 1 ? words[1] : null;
        // The file of a server is named as that of its client would be: from the client to the server.
        String client = isServer ? ends.from(start.line(), remote) : ends.from(start.line(), local, machine);
        String server = isServer
                ? ends.to(start.line(), local, machine)
                : ends.to(start.line(), target == null ? null : target.text("host"), remote);
        Test described = new Test(
                protocol,
                Math.max(1, (int) test.number("num_streams", 1e6, 1)),
                isServer,
                factor(protocol, start, test),
                date(start),
                start.text("version"));
        boolean isReverse = test.number("reverse", 1, 0) != 0;
        flow(root, described, isReverse ? server : client, isReverse ? client : server, "");
        if (test.number("bidir", 1, 0) != 0 || isBothWays(root)) {
            flow(root, described, server, client, "_bidir_reverse");
        }
    }

    private static boolean isBothWays(ReportFields root) {
        ReportFields end = root.within("end");
        return (end != null && end.has("sum_sent_bidir_reverse"))
                || root.each("intervals").stream().anyMatch(each -> each.has("sum_bidir_reverse"));
    }

    /** What all flows of a report share; {@code factor}: bits on the line of each bit of payload. */
    private record Test(
            String protocol,
            int streams,
            boolean isServer,
            double factor,
            @Nullable String date,
            @Nullable String version) {
        boolean isUdp() {
            return protocol.equals("UDP");
        }
    }

    private static double factor(String protocol, ReportFields start, ReportFields test) {
        if (protocol.equals("UDP")) {
            double block = Math.max(1, test.number("blksize", MOST, USUAL_BLOCK));
            return (block + 8 + 20 * Math.ceil((block + 8) / 1480)) / block;
        }
        double segment = start.number("tcp_mss", 1e6, start.number("tcp_mss_default", 1e6, 0));
        segment = segment < 100 ? USUAL_SEGMENT : segment;
        return (segment + TCP_HEADERS) / segment;
    }

    private static @Nullable String date(ReportFields start) {
        ReportFields stamp = start.within("timestamp");
        Double seconds = stamp == null ? null : stamp.number("timesecs", 1e12);
        return seconds == null
                ? null
                : Instant.ofEpochSecond(seconds.longValue()).toString();
    }

    private void flow(ReportFields root, Test test, String from, String to, String way) {
        ReportFields end = Objects.requireNonNullElse(
                root.within("end"),
                new ReportFields(file, "end", new DocumentItem.Keys(root.line(), ImmutableMap.of())));
        ReportFields received = end.within("sum_received" + way);
        ReportFields sent = end.within("sum_sent" + way);
        ReportFields sum = end.within("sum" + way);
        double lost = lost(received, sum, sent);
        double carried = bits(received);
        double offered = Math.max(bits(sent), bits(sum));
        double seconds = seconds(received, sent, sum);
        // UDP sends as fast as it was told to: what the other end does not confirm says nothing of the line.
        boolean isUnconfirmed = test.isUdp() && received != null;
        if (carried == 0 && !isUnconfirmed) {
            carried = offered * (1 - Math.max(0, lost));
        }
        String error = root.text("error");
        String doubt = null;
        if (carried == 0) {
            Mean mean = mean(root, "sum" + way, test.isUdp());
            carried = mean.bitsPerSecond;
            seconds = mean.seconds;
            doubt = "the test was cut short after " + seconds(seconds);
        }
        if (carried == 0) {
            findings.warn(
                    file,
                    from + " -> " + to + ": nothing is known to have arrived; left out"
                            + (error == null ? "" : ", iperf3 says: " + Spelling.excerpt(error)));
            return;
        }
        if (error != null) {
            findings.warn(
                    file,
                    from + " -> " + to + ": the mean of " + seconds(seconds) + " is used, iperf3 says: "
                            + Spelling.excerpt(error));
        }
        MeasuredValues.Origin origin = new MeasuredValues.Origin(
                file,
                (test.version == null ? "iperf3" : test.version.replace("iperf 3", "iperf3 3")) + ", " + test.protocol
                        + ", " + (test.streams == 1 ? "1 stream" : test.streams + " streams"),
                test.date);
        if (doubt == null && seconds > 0 && seconds < SHORTEST_SECONDS) {
            doubt = "the test lasted " + seconds(seconds) + ", most of it slow start";
        }
        if (doubt == null) {
            doubt = test.isUdp() ? udpDoubt(lost) : tcpDoubt(test, sent);
        }
        findings.rate(new MeasuredValues.Rate(from, to, Math.round(carried * test.factor), origin, doubt));
        if (test.isUdp() && lost >= 0 && lost < 1) {
            double rate = offered > 0 ? offered : carried / (1 - lost);
            findings.losses.add(new MeasuredValues.Loss(from, to, lost, Math.round(rate * test.factor), false, origin));
        }
        roundTrip(end, from, to, origin);
    }

    private static @Nullable String udpDoubt(double lost) {
        return lost < 0.001 ? "UDP without losses, so as much arrived as was sent" : null;
    }

    private static @Nullable String tcpDoubt(Test test, @Nullable ReportFields sent) {
        Double again = sent == null || test.isServer ? null : sent.number("retransmits", MOST);
        if (again != null && again == 0) {
            return (test.streams == 1 ? "one stream" : test.streams + " streams")
                    + " without a retransmission, so windows or hosts may have bound "
                    + (test.streams == 1 ? "it" : "them");
        }
        return test.streams == 1 ? "one stream, whose window may have bound it" : null;
    }

    /**
     * The least of the round trips that a sender's TCP had smoothed by the ends of intervals, which only Linux tells. The test
     * filled queues meanwhile: the line's own is that or less.
     */
    private void roundTrip(ReportFields end, String from, String to, MeasuredValues.Origin origin) {
        double least = Double.POSITIVE_INFINITY;
        for (ReportFields stream : end.each("streams")) {
            ReportFields sender = stream.within("sender");
            double micros = sender == null ? 0 : sender.number("min_rtt", 1e12, 0);
            least = micros > 0 ? Math.min(least, micros) : least;
        }
        if (least < Double.POSITIVE_INFINITY) {
            findings.delay(new MeasuredValues.Delay(from, to, Math.round(least * 1000), true, origin));
        }
    }

    /** The share that was lost, or -1 where the report does not say, or says what cannot be. */
    private static double lost(@Nullable ReportFields... sums) {
        for (ReportFields sum : sums) {
            Double packets = sum == null ? null : sum.number("packets", MOST);
            Double lost = sum == null || !sum.has("lost_packets") ? null : sum.number("lost_packets", MOST);
            if (packets != null && lost != null && packets > 0) {
                return lost > packets ? -1 : lost / packets;
            }
        }
        return -1;
    }

    private static double bits(@Nullable ReportFields sum) {
        return sum == null ? 0 : sum.number("bits_per_second", MOST_BITS, 0);
    }

    private static double seconds(@Nullable ReportFields... sums) {
        double most = 0;
        for (ReportFields sum : sums) {
            most = sum == null ? most : Math.max(most, sum.number("seconds", 1e9, 0));
        }
        return most;
    }

    private record Mean(double bitsPerSecond, double seconds) {}

    /** The mean over the intervals that are not left out as a start; of UDP those alone that tell what arrived. */
    private static Mean mean(ReportFields root, String key, boolean isUdp) {
        double bytes = 0;
        double seconds = 0;
        for (ReportFields interval : root.each("intervals")) {
            ReportFields sum = interval.within(key);
            if (sum == null || "true".equals(sum.text("omitted"))) {
                continue;
            }
            if (!isUdp || "false".equals(sum.text("sender"))) {
                bytes += sum.number("bytes", MOST, 0);
                seconds += sum.number("seconds", 1e9, 0);
            }
        }
        return new Mean(seconds > 0 ? 8 * bytes / seconds : 0, seconds);
    }

    private static String seconds(double seconds) {
        return Durations.rounded(seconds);
    }
}
