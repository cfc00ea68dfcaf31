package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile XML against every reader of XML: nothing is fetched, expanded or exhausted, and one message says why. */
class HostileXmlTest {
    @TempDir
    private Path folder;

    private record Case(String reader, String root, String leaf) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case("simgrid", "platform version=\"4.1\"", "<host id=\"%s\"/>"),
                new Case("graphml", "graphml", "<graph><node id=\"%s\"/></graph>"),
                new Case(
                        "sndlib-xml",
                        "network",
                        "<networkStructure><nodes><node id=\"%s\"/></nodes><links/></networkStructure>"));
    }

    private static String document(Case c, String doctype, String content) {
        String name = c.root().split(" ", 2)[0];
        return "<?xml version=\"1.0\"?>\n<!DOCTYPE " + name + " " + doctype + ">\n<" + c.root() + ">" + content + "</"
                + name + ">";
    }

    private static void read(Case c, String text) throws IOException {
        TopologyFormats.reader(c.reader()).read(new StringReader(text), "h.xml");
    }

    private static void assertRefused(Case c, String text) {
        assertThatThrownBy(() -> read(c, text))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith("h.xml")
                .message()
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void externalEntitiesAreNeverResolved(Case c) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "TOPSECRET");
        String entity = "[<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]";
        assertThatThrownBy(() -> read(c, document(c, entity, "<a>&x;</a>")))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageNotContaining("TOPSECRET");
        assertRefused(c, document(c, entity, String.format(c.leaf(), "&x;")));
        assertRefused(c, document(c, "[<!ENTITY % p SYSTEM \"" + secret.toUri() + "\"> %p;]", "<a>&q;</a>"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noDefinitionIsFetchedFromTheNetwork(Case c) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.dtd";
            read(c, document(c, "SYSTEM \"" + url + "\"", String.format(c.leaf(), "a")));
            assertRefused(c, document(c, "[<!ENTITY x SYSTEM \"" + url + "\">]", String.format(c.leaf(), "&x;")));
        } finally {
            server.stop(0);
        }
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void entityBombsDoNotExpand(Case c) {
        StringBuilder bomb = new StringBuilder("[<!ENTITY e0 \"boom\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY e" + i + " \"" + ("&e" + (i - 1) + ";").repeat(10) + "\">");
        }
        bomb.append("]");
        assertRefused(c, document(c, bomb.toString(), "<a>&e29;</a>"));
        assertRefused(c, document(c, bomb.toString(), String.format(c.leaf(), "&e29;")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deepNestingAndLongTextsAreRefused(Case c) {
        assertRefused(c, document(c, "", "<zone>".repeat(200_000)));
        assertRefused(c, document(c, "", String.format(c.leaf(), "x".repeat(1_000_000))));
        assertRefused(c, document(c, "", "<a>" + "y".repeat(2_000_000) + "</a>"));
        assertRefused(c, document(c, "", "<" + "z".repeat(2_000_000) + "/>"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTruncationIsRefused(Case c) {
        String text = document(c, "", String.format(c.leaf(), "a"));
        for (int length = 0; length < text.length(); length++) {
            assertRefused(c, text.substring(0, length));
        }
    }

    @Test
    void anotherRootIsNamed() {
        assertThatThrownBy(() -> read(new Case("graphml", "", ""), "<svg/>"))
                .hasMessage("h.xml:1: <svg>: is the outermost element; allowed: <graphml>");
    }
}
