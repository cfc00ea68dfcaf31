package org.longhaul.topology.measured;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.format.TopologyFormatException;

/**
 * Reads what {@code ping} prints, of one host or of several after each other: iputils (Linux), BusyBox, macOS and the BSDs,
 * Windows in any language. The least round trip counts, since queues only add to it.
 */
final class PingReport {
    private static final Pattern UNIX =
            Pattern.compile("PING6?\\s*(?:\\([^)]*\\))?\\s*(?:\\S+ --> )?([^\\s(]+)\\s*(?:\\(([^)]*)\\)?.*)?");
    private static final Pattern WINDOWS =
            Pattern.compile("(?i)(?:Pinging|.*\\bping\\b).*?(\\S+) \\[([^\\]]+)\\].*:|Pinging (\\S+) .*:");
    private static final Pattern DATE = Pattern.compile("\\[(\\d{9,11})\\.\\d+\\].*");
    private static final Pattern REPLY = Pattern.compile(".*[=<]\\s?(\\d+(?:[.,]\\d+)?)\\s?(ms|us|s)\\b.*");
    private static final Pattern COUNTS = Pattern.compile("(\\d+) packets transmitted, (\\d+)(?: packets)? received.*");
    private static final Pattern WINDOWS_COUNTS =
            Pattern.compile(".*=\\s*(\\d+),[^=]*=\\s*(\\d+),[^=]*=\\s*(\\d+)\\s*\\(.*");
    private static final Pattern TIMES =
            Pattern.compile("(?:rtt|round-trip)[^=]*=\\s*([\\d.]+)/([\\d.]+)/([\\d.]+)(?:/[\\d.]+)?\\s*(ms|us|s)?.*");
    private static final Pattern WINDOWS_TIMES =
            Pattern.compile(".*=\\s*(\\d+)\\s?ms,[^=]*=\\s*(\\d+)\\s?ms,[^=]*=\\s*(\\d+)\\s?ms.*");
    /** What Windows prints as below 1 ms. */
    private static final double BELOW_A_MILLI = 0.5;
    /** Of fewer no rate of losses is made. */
    private static final long ENOUGH = 100;

    private final String file;
    private final Ends ends;
    private final MeasuredValues findings;
    private @Nullable Section section;

    /** One host's. */
    private static final class Section {
        private final int line;
        private final List<@Nullable String> targets = new ArrayList<>();
        private @Nullable String date;
        private double leastMillis = Double.POSITIVE_INFINITY;
        private boolean isBelow;
        private long replies;
        private long sent = -1;
        private long received = -1;
        private boolean countsUnreachable;

        Section(int line) {
            this.line = line;
        }

        void time(double millis) {
            leastMillis = Math.min(leastMillis, millis);
        }
    }

    PingReport(String file, Ends ends, MeasuredValues findings) {
        this.file = file;
        this.ends = ends;
        this.findings = findings;
    }

    /** Whether a text looks like ping's. */
    static boolean recognises(String text) {
        return text.lines()
                .limit(2000)
                .anyMatch(line -> UNIX.matcher(line).matches()
                        || WINDOWS.matcher(line).matches()
                        || COUNTS.matcher(line).matches()
                        || isReply(line));
    }

    void read(String text) {
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (!line.isEmpty()) {
                line(number, line);
            }
        }
        finish();
    }

    private void line(int number, String line) {
        Matcher unix = UNIX.matcher(line);
        Matcher windows = WINDOWS.matcher(line);
        if (unix.matches()) {
            begin(number, unix.group(1), unix.group(2));
        } else if (windows.matches()) {
            begin(number, windows.group(1) == null ? windows.group(3) : windows.group(1), windows.group(2));
        } else {
            inSection(number, line, current(number));
        }
    }

    private void begin(int line, @Nullable String name, @Nullable String address) {
        finish();
        Section next = new Section(line);
        next.targets.add(name);
        // Of IPv6, Linux prints name(name (address)).
        next.targets.add(address == null ? null : address.substring(address.indexOf('(') + 1));
        section = next;
    }

    private Section current(int line) {
        Section open = section;
        if (open == null) {
            open = new Section(line);
            section = open;
        }
        return open;
    }

    private void inSection(int number, String line, Section open) {
        Matcher dated = DATE.matcher(line);
        if (open.date == null && dated.matches()) {
            open.date = Instant.ofEpochSecond(Long.parseLong(dated.group(1))).toString();
        }
        Matcher counts = COUNTS.matcher(line);
        Matcher windowsCounts = WINDOWS_COUNTS.matcher(line);
        Matcher times = TIMES.matcher(line);
        Matcher windowsTimes = WINDOWS_TIMES.matcher(line);
        if (counts.matches()) {
            counts(number, line, open, counts);
        } else if (windowsTimes.matches()) {
            times(number, line, open, windowsTimes, "ms");
        } else if (windowsCounts.matches()) {
            open.countsUnreachable = true;
            counts(number, line, open, windowsCounts);
        } else if (times.matches()) {
            times(number, line, open, times, times.group(4) == null ? "ms" : times.group(4));
        } else if (isReply(line)) {
            reply(line, open);
        }
    }

    private static boolean isReply(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return (lower.contains("ttl=")
                        || lower.contains("seq=")
                        || lower.contains("time=")
                        || lower.contains("time<")
                        || lower.contains("hlim="))
                && REPLY.matcher(line).matches();
    }

    private static void reply(String line, Section open) {
        Matcher reply = REPLY.matcher(line);
        if (!reply.matches()) {
            return;
        }
        double millis = millis(reply.group(1).replace(',', '.'), reply.group(2));
        boolean isBelow = line.contains("<" + reply.group(1));
        open.isBelow |= isBelow;
        open.time(isBelow ? millis * BELOW_A_MILLI : millis);
        open.replies += line.contains("DUP!") ? 0 : 1;
    }

    private static double millis(String number, String unit) {
        double value = Double.parseDouble(number);
        return unit.equals("ms") ? value : unit.equals("us") ? value / 1000 : value * 1000;
    }

    private void counts(int number, String line, Section open, Matcher counts) {
        open.sent = whole(number, counts.group(1));
        open.received = whole(number, counts.group(2));
        if (open.received > open.sent && !line.contains("duplicates")) {
            throw refuse(
                    number,
                    "received",
                    "is " + open.received + " of " + open.sent + " sent; allowed: at most as many as were sent");
        }
    }

    private void times(int number, String line, Section open, Matcher times, String unit) {
        double[] millis = new double[3];
        for (int i = 0; i < 3; i++) {
            try {
                millis[i] = millis(times.group(i + 1), unit);
            } catch (NumberFormatException e) {
                throw refuse(number, "round trip", "found \"" + Spelling.excerpt(line) + "\"; allowed: three numbers");
            }
        }
        // Windows states minimum, maximum and average, all others minimum, average and maximum.
        double least = millis[0];
        if (least > Math.max(millis[1], millis[2]) || least > Math.min(millis[1], millis[2])) {
            throw refuse(
                    number,
                    "round trip",
                    "the least of \"" + Spelling.excerpt(line)
                            + "\" is above another; allowed: minimum, average, maximum");
        }
        if (least > 0) {
            open.time(least);
        } else if (open.replies == 0) {
            open.isBelow = true;
            open.time(BELOW_A_MILLI);
        }
    }

    private long whole(int line, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw refuse(line, "packets", "is " + Spelling.excerpt(text) + "; allowed: a number of packets");
        }
    }

    private void finish() {
        Section done = section;
        section = null;
        if (done == null || (done.sent < 0 && done.replies == 0)) {
            if (done != null && !done.targets.isEmpty()) {
                findings.warn(file, "line " + done.line + ": no reply and no statistics; left out");
            }
            return;
        }
        String from = ends.from(done.line);
        String to = ends.to(done.line, done.targets.toArray(new String[0]));
        findings.host(from);
        findings.host(to);
        MeasuredValues.Origin origin = new MeasuredValues.Origin(
                file,
                done.sent < 0 ? "ping, " + done.replies + " replies" : "ping, " + done.sent + " packets",
                done.date);
        if (done.leastMillis < Double.POSITIVE_INFINITY) {
            if (!(done.leastMillis > 0 && done.leastMillis <= 86_400_000)) {
                throw refuse(
                        done.line, "round trip", "is " + done.leastMillis + " ms; allowed: more than 0, at most a day");
            }
            if (done.isBelow && done.leastMillis == BELOW_A_MILLI) {
                findings.warn(file, from + " - " + to + ": the round trip is printed as below 1 ms; 0.5 ms is taken");
            }
            findings.delay(new MeasuredValues.Delay(from, to, Math.round(done.leastMillis * 1e6), false, origin));
        } else {
            findings.warn(file, from + " - " + to + ": no packet came back; its round trip stays unknown");
        }
        losses(done, from, to, origin);
    }

    private void losses(Section done, String from, String to, MeasuredValues.Origin origin) {
        if (done.sent <= 0) {
            return;
        }
        // Windows counts an answer that the host is unreachable as received. Elsewhere a file may hold the end of the
        // output alone.
        boolean isCounted = done.countsUnreachable && done.replies > 0;
        long back = Math.min(done.sent, isCounted ? Math.min(done.received, done.replies) : done.received);
        double share = 1 - (double) back / done.sent;
        if (done.sent >= ENOUGH && share < 1) {
            findings.losses.add(new MeasuredValues.Loss(from, to, share, 0, true, origin));
        } else if (share > 0 && share < 1) {
            findings.warn(
                    file,
                    from + " - " + to + ": " + (done.sent - back) + " of " + done.sent
                            + " packets were lost; too few to make a rate of, left out (ping -c " + 10 * ENOUGH + ")");
        }
    }

    private TopologyFormatException refuse(int line, String field, String problem) {
        return new TopologyFormatException(file, line, field, problem, null);
    }
}
