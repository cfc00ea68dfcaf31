package org.longhaul.topology.format;

import com.google.auto.service.AutoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.QuantityException;

/**
 * Reads a list of links as CSV, made for large networks: a header, then one link a line.
 *
 * <p>Columns, in any order: {@code from,to} and, each optional, {@code id, bandwidth, backward, latency, roundTrip, lossRate, queue,
 * dollarsPerGigabyte, backwardDollarsPerGigabyte, backwardLatency, backwardLossRate, fromKind, toKind} with units in the values. A node appears where it is first named; it is a host
 * unless its kind is {@code switch}. Paths pass through hosts only where the file names no switch. Fields may be quoted as in RFC 4180, but not run over lines. Missing values are
 * inferred as {@code Inference} states and noted. Where every link is listed both ways, the two are one line.
 */
@AutoService(TopologyReader.class)
public final class EdgeCsvReader implements TopologyReader {
    private static final List<String> COLUMNS = List.of(
            "from",
            "to",
            "id",
            "bandwidth",
            "backward",
            "latency",
            "roundTrip",
            "lossRate",
            "queue",
            "dollarsPerGigabyte",
            "backwardDollarsPerGigabyte",
            "backwardLatency",
            "backwardLossRate",
            "fromKind",
            "toKind");

    /** Bytes of a link and its ends. */
    private static final int MEMORY_PER_LINE = 500;

    /** For the service loader. */
    public EdgeCsvReader() {}

    @Override
    public String id() {
        return "edge-csv";
    }

    @Override
    public String description() {
        return "A list of links as CSV with a header, for large networks.";
    }

    @Override
    public String source() {
        return "defined by this class; RFC 4180";
    }

    @Override
    public List<String> extensions() {
        return List.of("csv");
    }

    @Override
    public boolean recognises(String head) {
        return head.startsWith("from,to");
    }

    @Override
    public Topology read(Reader text, String fileName) throws IOException {
        return new Parse(fileName).read(new BoundedText(text, fileName, "line", MEMORY_PER_LINE));
    }

    /** The state of reading one file. */
    private static final class Parse {
        private final String file;
        private final Collector collector;
        private final List<PartialLink> links = new ArrayList<>();
        private final Map<String, Integer> columns = new HashMap<>();
        private final Map<String, Integer> linkNames = new HashMap<>();
        private final Map<String, Node.Kind> kinds = new HashMap<>();
        // Equal quantities of a file are one object: there are few kinds of links and many links.
        private final Map<String, Object> quantities = new HashMap<>();
        private int line;

        Parse(String file) {
            this.file = file;
            this.collector = new Collector(file);
        }

        Topology read(BoundedText bounded) throws IOException {
            BufferedReader text = new BufferedReader(bounded);
            for (String row = text.readLine(); row != null; row = text.readLine()) {
                line++;
                bounded.begin();
                if (row.isBlank() || row.startsWith("#")) {
                    continue;
                }
                String[] fields = split(row);
                if (columns.isEmpty()) {
                    header(fields);
                } else {
                    link(fields);
                }
            }
            if (columns.isEmpty()) {
                throw refuse(
                        "", "the file has no header; allowed: from,to and others of " + String.join(", ", COLUMNS));
            }
            collector.relayingHosts(!kinds.containsValue(Node.Kind.SWITCH));
            new Inference(collector, DirectedLinks.unlessAllArePaired(links, collector)).addAll();
            return collector.build();
        }

        private void header(String[] fields) {
            for (int i = 0; i < fields.length; i++) {
                String name = fields[i].strip();
                if (!COLUMNS.contains(name)) {
                    throw refuse(
                            "column \"" + Spelling.excerpt(name) + "\"",
                            "unknown; allowed: " + String.join(", ", COLUMNS) + Spelling.maybe(name, COLUMNS));
                }
                if (columns.put(name, i) != null) {
                    throw refuse("column \"" + name + "\"", "occurs twice; allowed: once");
                }
            }
            for (String required : List.of("from", "to")) {
                if (!columns.containsKey(required)) {
                    throw refuse("column \"" + required + "\"", "is missing");
                }
            }
        }

        private void link(String[] fields) {
            if (fields.length != columns.size()) {
                throw refuse("", "has " + fields.length + " fields; allowed: " + columns.size() + " as in the header");
            }
            String from = node(fields, "from", "fromKind");
            String to = node(fields, "to", "toKind");
            String stated = field(fields, "id");
            Bandwidth bandwidth = quantity(fields, "bandwidth", Bandwidth::parse);
            Bandwidth backward = quantity(fields, "backward", Bandwidth::parse);
            Double loss = quantity(fields, "lossRate", Double::valueOf);
            links.add(new PartialLink(
                    line,
                    stated == null ? unique(from + "--" + to) : stated,
                    from,
                    to,
                    bandwidth,
                    backward == null ? bandwidth : backward,
                    collector.latency(
                            line,
                            "column \"roundTrip\"",
                            quantity(fields, "latency", Durations::parse),
                            quantity(fields, "roundTrip", Durations::parse),
                            quantity(fields, "backwardLatency", Durations::parse)),
                    loss == null ? 0 : loss,
                    quantity(fields, "queue", DataSize::parse),
                    collector.price(
                            line,
                            "column \"dollarsPerGigabyte\"",
                            quantity(fields, "dollarsPerGigabyte", Double::valueOf),
                            quantity(fields, "backwardDollarsPerGigabyte", Double::valueOf)),
                    quantity(fields, "backwardLatency", Durations::parse),
                    quantity(fields, "backwardLossRate", Double::valueOf)));
        }

        private String unique(String wanted) {
            int count = linkNames.merge(wanted, 1, Integer::sum);
            return count == 1 ? wanted : unique(wanted + "--" + count);
        }

        private String node(String[] fields, String column, String kindColumn) {
            String id = field(fields, column);
            if (id == null) {
                throw refuse("column \"" + column + "\"", "is empty; allowed: a node's name");
            }
            String kindText = field(fields, kindColumn);
            if (kindText != null && !kindText.equals("host") && !kindText.equals("switch")) {
                throw refuse(
                        "column \"" + kindColumn + "\"",
                        "is \"" + Spelling.excerpt(kindText) + "\"; allowed: host, switch");
            }
            Node.Kind known = kinds.get(id);
            Node.Kind kind = "switch".equals(kindText) ? Node.Kind.SWITCH : Node.Kind.HOST;
            if (known == null) {
                kinds.put(id, kind);
                collector.node(collector.at(line, "node", () -> new Node(id, kind, null, null, null)), line);
            } else if (kindText != null && known != kind) {
                throw refuse(
                        "column \"" + kindColumn + "\"",
                        "node \"" + id + "\" is a " + kindText + " here and another kind before; allowed: one kind");
            }
            return id;
        }

        private @Nullable String field(String[] fields, String column) {
            Integer index = columns.get(column);
            String value = index == null ? "" : fields[index].strip();
            return value.isEmpty() ? null : value;
        }

        @SuppressWarnings("unchecked") // a column has one type
        private <T> @Nullable T quantity(String[] fields, String column, Function<String, T> parse) {
            String value = field(fields, column);
            if (value == null) {
                return null;
            }
            try {
                return (T) quantities.computeIfAbsent(column + ' ' + value, key -> parse.apply(value));
            } catch (QuantityException e) {
                throw refuse("column \"" + column + "\"", String.valueOf(e.getMessage()));
            } catch (NumberFormatException e) {
                throw refuse("column \"" + column + "\"", "is \"" + Spelling.excerpt(value) + "\"; allowed: a number");
            }
        }

        private String[] split(String row) {
            if (row.indexOf('"') < 0) {
                return row.split(",", -1);
            }
            List<String> fields = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < row.length(); i++) {
                char c = row.charAt(i);
                boolean pair = quoted && c == '"' && i + 1 < row.length() && row.charAt(i + 1) == '"';
                if (pair) {
                    field.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    fields.add(field.toString());
                    field.setLength(0);
                } else {
                    field.append(c);
                }
            }
            if (quoted) {
                throw refuse("", "a quote is not closed");
            }
            fields.add(field.toString());
            return fields.toArray(String[]::new);
        }

        private TopologyFormatException refuse(String field, String problem) {
            return new TopologyFormatException(file, line, field, problem, null);
        }
    }
}
