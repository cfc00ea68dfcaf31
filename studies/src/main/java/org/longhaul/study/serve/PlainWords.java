package org.longhaul.study.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.TimeShares;
import org.longhaul.analysis.text.Quantities;

/** What a setting came to and why, in sentences that are made of its figures. */
final class PlainWords {
    /** Of a wait that is worth a sentence. */
    private static final double WORTH_SAYING = 0.02;

    private static final int MOST_KINDS = 3;
    private static final Pattern SPOKE = Pattern.compile("spoke(\\d{1,6})-switch");

    /** What is said of one method, or of the whole where {@code about} is null. */
    record Paragraph(@Nullable String about, String text) {}

    private PlainWords() {}

    /** A paragraph for each method, and one on what the figures rest on. */
    static List<Paragraph> of(Comparison comparison) {
        List<Paragraph> paragraphs = new ArrayList<>();
        for (MethodSummary method : comparison.methods()) {
            paragraphs.add(new Paragraph(method.label(), method(comparison, method)));
        }
        String validity = validity(comparison);
        if (validity != null) {
            paragraphs.add(new Paragraph(null, validity));
        }
        return paragraphs;
    }

    private static String method(Comparison comparison, MethodSummary method) {
        MethodRecord first = method.seeds().get(0);
        long steps = first.totals().steps();
        StringBuilder text = new StringBuilder();
        double step = computeSeconds(first) / Math.max(1, steps);
        text.append("A worker computes for ")
                .append(Quantities.duration(step))
                .append(step == slowestSeconds(first) / Math.max(1, steps) ? "" : " on average")
                .append(" in each of ")
                .append(Quantities.count(steps))
                .append(" steps.");
        exchanges(text, first, steps);
        TimeShares time = method.time();
        text.append(" So ")
                .append(Quantities.percent(time.share(time.compute())))
                .append(" of its time is computing");
        text.append(", ")
                .append(Quantities.percent(time.share(time.exposedCommunication())))
                .append(" waiting for its own exchanges");
        if (time.share(time.waiting()) >= WORTH_SAYING) {
            text.append(", ")
                    .append(Quantities.percent(time.share(time.waiting())))
                    .append(" waiting for slower workers to join them");
        }
        if (time.share(time.idle()) >= WORTH_SAYING) {
            text.append(", ")
                    .append(Quantities.percent(time.share(time.idle())))
                    .append(" idle");
        }
        text.append('.');
        hidden(text, first);
        busiest(text, comparison, first);
        if (!method.isTrained() && first.outcome().message() != null) {
            text.append(" It ended early: ").append(first.outcome().message()).append('.');
        }
        return text.toString();
    }

    private static void exchanges(StringBuilder text, MethodRecord record, long steps) {
        List<ExchangeSummary> exchanges = record.exchanges();
        if (exchanges.isEmpty()) {
            text.append(" It exchanges nothing.");
            return;
        }
        text.append(" It exchanges ");
        int named = Math.min(MOST_KINDS, exchanges.size());
        for (int i = 0; i < named; i++) {
            ExchangeSummary exchange = exchanges.get(i);
            text.append(i == 0 ? "" : i == named - 1 && named == exchanges.size() ? " and " : ", ")
                    .append(exchange.label())
                    .append(" (")
                    .append(Quantities.bytes(exchange.each().chargedBytes()))
                    .append(' ')
                    .append(often(exchange.count(), steps))
                    .append(", ")
                    .append(Quantities.duration(exchange.meanNanos() / 1e9))
                    .append(" each)");
        }
        if (named < exchanges.size()) {
            text.append(" and ").append(exchanges.size() - named).append(" more kinds");
        }
        text.append('.');
    }

    private static String often(long count, long steps) {
        if (count == 1) {
            return "once";
        }
        if (count == steps) {
            return "every step";
        }
        if (count > steps && count % steps == 0) {
            return count / steps + " times a step";
        }
        if (count > 0 && count < steps && steps % count == 0) {
            return "every " + ordinal(steps / count) + " step";
        }
        return Quantities.count(count) + " times";
    }

    private static String ordinal(long number) {
        if (number % 100 / 10 == 1) {
            return number + "th";
        }
        return number
                + switch ((int) (number % 10)) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    /** How much of the exchanges computing hides. */
    private static void hidden(StringBuilder text, MethodRecord record) {
        double exchanging = 0;
        for (ExchangeSummary exchange : record.exchanges()) {
            exchanging += exchange.count() * (exchange.meanNanos() / 1e9);
        }
        double exposed = record.workers().stream()
                        .mapToLong(WorkerTime::exposedCommunicationNanos)
                        .average()
                        .orElse(0)
                / 1e9;
        if (exchanging > 0 && exposed < exchanging * (1 - WORTH_SAYING)) {
            text.append(" Its exchanges take ")
                    .append(Quantities.duration(exchanging))
                    .append(" in all, of which computing or other exchanges hide ")
                    .append(Quantities.percent(1 - exposed / exchanging))
                    .append('.');
        }
    }

    private static void busiest(StringBuilder text, Comparison comparison, MethodRecord record) {
        Map<String, LinkRecord> links = new HashMap<>();
        comparison.run().network().links().forEach(link -> links.put(link.id(), link));
        double seconds = record.totals().simulatedNanos() / 1e9;
        double most = 0;
        ArcTraffic found = null;
        for (ArcTraffic arc : record.arcs()) {
            LinkRecord link = links.get(arc.link());
            if (link == null) {
                continue;
            }
            long capacity = arc.from().equals(link.from()) ? link.forwardBitsPerSecond() : link.backwardBitsPerSecond();
            double use = arc.wireBytes() * 8.0 / (capacity * seconds);
            if (use > most && Double.isFinite(use)) {
                most = use;
                found = arc;
            }
        }
        if (found != null) {
            text.append(String.format(
                    Locale.ROOT,
                    " The busiest line leads from %s to %s and is in use for %s of the time.",
                    name(found.from()),
                    name(found.to()),
                    Quantities.percent(most)));
        }
    }

    /** Nodes of sites around the internet have names that nobody has given them. */
    private static String name(String node) {
        if (node.equals("hub-switch")) {
            return "the internet";
        }
        Matcher spoke = SPOKE.matcher(node);
        return spoke.matches() ? "site " + (Integer.parseInt(spoke.group(1)) + 1) : node;
    }

    private static double computeSeconds(MethodRecord record) {
        return record.workers().stream()
                        .mapToLong(WorkerTime::computeNanos)
                        .average()
                        .orElse(0)
                / 1e9;
    }

    private static double slowestSeconds(MethodRecord record) {
        return record.workers().stream()
                        .mapToLong(WorkerTime::computeNanos)
                        .max()
                        .orElse(0)
                / 1e9;
    }

    private static @Nullable String validity(Comparison comparison) {
        for (MethodSummary method : comparison.methods()) {
            NetworkValidity validity = method.seeds().get(0).validity();
            if (validity != null && validity.outside() > 0) {
                return "How sure is the network model? " + method.label() + ": " + validity.line() + ".";
            }
        }
        for (MethodSummary method : comparison.methods()) {
            NetworkValidity validity = method.seeds().get(0).validity();
            if (validity != null) {
                return "How sure is the network model? " + validity.line() + ".";
            }
        }
        return null;
    }
}
