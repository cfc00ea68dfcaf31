package org.longhaul.topology.format.sndlib;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.BoundedText;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.format.TopologyReader;

/**
 * Reads networks of SNDlib in the native text format:
 *
 * <pre>
 * ?SNDlib native format; type: network; version: 1.0
 * NODES (
 *   Berlin ( 13.40 52.52 )
 * )
 * LINKS (
 *   L1 ( Berlin Hamburg ) 10000.00 0.00 0.00 0.00 ( 40000.00 100.00 )
 * )
 * </pre>
 *
 * <p>Capacities are read as the XML reader does, in the {@code unit} of the META section. The form does not say whether
 * coordinates are places or pixels of a drawing: where one of them is off the map, all are pixels. Demands and paths are
 * left out.
 */
@AutoService(TopologyReader.class)
public final class SndlibNativeReader implements TopologyReader {
    private static final Set<String> SECTIONS =
            ImmutableSet.of("META", "NODES", "LINKS", "DEMANDS", "ADMISSIBLE_PATHS");

    /** Bytes of a word with its line. */
    private static final int MEMORY_PER_WORD = 80;

    /** For the service loader. */
    public SndlibNativeReader() {}

    @Override
    public String id() {
        return "sndlib-native";
    }

    @Override
    public String description() {
        return "SNDlib network in its native text format.";
    }

    @Override
    public String source() {
        return "Orlowski, Pioro, Tomaszewski, Wessaely, \"SNDlib 1.0\", Networks 55(3), 2010; http://sndlib.zib.de";
    }

    @Override
    public List<String> extensions() {
        return List.of("txt", "sndlib");
    }

    @Override
    public boolean recognises(String head) {
        return head.contains("SNDlib native format");
    }

    @Override
    public Topology read(Reader text, String fileName) throws IOException {
        Parse parse = new Parse(fileName, tokens(new BoundedText(text, fileName, "word", MEMORY_PER_WORD), fileName));
        return parse.topology();
    }

    private record Token(String text, int line) {}

    private static List<Token> tokens(BoundedText bounded, String file) throws IOException {
        BufferedReader text = new BufferedReader(bounded);
        List<Token> tokens = new ArrayList<>();
        int number = 0;
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            number++;
            if (number == 1 && !line.startsWith("?SNDlib native format")) {
                throw new TopologyFormatException(
                        file,
                        1,
                        "",
                        "is \"" + Spelling.excerpt(line)
                                + "\"; allowed: ?SNDlib native format; type: network; version: 1.0",
                        null);
            }
            String content = number == 1 ? "" : line;
            int comment = content.indexOf('#');
            StringTokenizer words =
                    new StringTokenizer(comment < 0 ? content : content.substring(0, comment), " \t()", true);
            while (words.hasMoreTokens()) {
                String word = words.nextToken();
                if (!word.isBlank()) {
                    bounded.begin();
                    tokens.add(new Token(word, number));
                }
            }
        }
        return tokens;
    }

    /** The state of reading one file. */
    private static final class Parse {
        private final String file;
        private final List<Token> tokens;
        private final SndlibNetwork network;
        private int next;

        Parse(String file, List<Token> tokens) {
            this.file = file;
            this.tokens = tokens;
            this.network = new SndlibNetwork(file);
        }

        Topology topology() {
            if (tokens.isEmpty()) {
                throw refuse(0, "the file has no sections; allowed: NODES and LINKS");
            }
            while (next < tokens.size()) {
                Token section = take("a section");
                if (!SECTIONS.contains(section.text())) {
                    throw refuse(
                            section.line(),
                            "\"" + Spelling.excerpt(section.text()) + "\" is no section; allowed: NODES,"
                                    + " LINKS, DEMANDS, ADMISSIBLE_PATHS, META"
                                    + Spelling.maybe(section.text(), SECTIONS));
                }
                expect("(");
                switch (section.text()) {
                    case "NODES" -> nodes();
                    case "LINKS" -> links();
                    case "META" -> meta();
                    default -> skip();
                }
            }
            return network.build();
        }

        private void nodes() {
            while (!peek(")")) {
                Token id = word("a node's name");
                String x = null;
                String y = null;
                if (peek("(")) {
                    expect("(");
                    x = word("a longitude").text();
                    y = word("a latitude").text();
                    expect(")");
                }
                network.node(id.line(), id.text(), x, y);
            }
            expect(")");
        }

        private void links() {
            while (!peek(")")) {
                Token id = word("a link's name");
                expect("(");
                String from = word("a source").text();
                String to = word("a target").text();
                expect(")");
                String preinstalled = word("the preinstalled capacity").text();
                // Cost of that capacity, routing cost and setup cost have no meaning here.
                word("a cost");
                word("a cost");
                word("a cost");
                List<String> modules = new ArrayList<>();
                expect("(");
                while (!peek(")")) {
                    modules.add(word("a module's capacity").text());
                    word("a module's cost");
                }
                expect(")");
                network.link(id.line(), id.text(), from, to, preinstalled, modules);
            }
            expect(")");
        }

        /** Attributes are {@code name = content}, one a line; content may hold parentheses. */
        private void meta() {
            int depth = 1;
            while (depth > 0) {
                Token token = take("a )");
                depth += token.text().equals("(") ? 1 : token.text().equals(")") ? -1 : 0;
                if (token.text().equals("unit") && peek("=")) {
                    expect("=");
                    network.unit(token.line(), word("a unit").text());
                } else if (token.text().startsWith("unit=") && token.text().length() > 5) {
                    network.unit(token.line(), token.text().substring(5));
                }
            }
        }

        private void skip() {
            for (int depth = 1; depth > 0; ) {
                String text = take("a )").text();
                depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
            }
        }

        private boolean peek(String text) {
            return next < tokens.size() && tokens.get(next).text().equals(text);
        }

        private Token word(String what) {
            Token token = take(what);
            if (token.text().equals("(") || token.text().equals(")")) {
                throw refuse(token.line(), "found \"" + token.text() + "\"; allowed: " + what);
            }
            return token;
        }

        private void expect(String text) {
            Token token = take("\"" + text + "\"");
            if (!token.text().equals(text)) {
                throw refuse(
                        token.line(), "found \"" + Spelling.excerpt(token.text()) + "\"; allowed: \"" + text + "\"");
            }
        }

        private Token take(String what) {
            if (next == tokens.size()) {
                int line = tokens.get(tokens.size() - 1).line();
                throw refuse(line, "the file ends after this line; allowed: " + what);
            }
            return tokens.get(next++);
        }

        private TopologyFormatException refuse(int line, String problem) {
            return new TopologyFormatException(file, line, "", problem, null);
        }
    }
}
