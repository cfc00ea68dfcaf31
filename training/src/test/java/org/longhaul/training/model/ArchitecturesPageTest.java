package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page of architectures is the one that the catalogue gives; {@code -Dgolden.update=true} writes the table. */
final class ArchitecturesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "architectures.md");
    private static final String BEGIN = "<!-- generated: every architecture -->\n";

    @Test
    void pageIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String wanted = page.substring(0, begin) + BEGIN + "\n" + table();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    private static String table() {
        StringBuilder text =
                new StringBuilder("| `architecture` | parameters | active | layers | width | heads (of keys)"
                        + " | feed-forward | vocabulary | context | head | source |\n"
                        + "| --- | ---: | ---: | ---: | ---: | --- | --- | ---: | ---: | --- | --- |\n");
        for (String name : ArchitectureCatalogue.names()) {
            Architecture a = ArchitectureCatalogue.get(name);
            DecoderShape shape = a.shape();
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %,d | %s | %d | %d | %s | %s | %d | %d | %s | %s |%n",
                    name,
                    a.parameters(),
                    a.activeParameters() == a.parameters()
                            ? "all"
                            : String.format(Locale.ROOT, "%,d", a.activeParameters()),
                    shape.layers(),
                    shape.width(),
                    heads(shape),
                    feedForward(shape),
                    a.vocabulary(),
                    a.contextLength(),
                    shape.tied() ? "tied" : "untied",
                    a.source()));
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private static String heads(DecoderShape shape) {
        return shape.latentAttention() != null
                ? shape.heads() + " (latent)"
                : shape.keyValueHeads() == shape.heads()
                        ? String.valueOf(shape.heads())
                        : shape.heads() + " (" + shape.keyValueHeads() + ")";
    }

    private static String feedForward(DecoderShape shape) {
        String gate = shape.gated() ? ", gated" : "";
        Experts experts = shape.experts();
        if (experts == null) {
            return shape.hidden() + gate;
        }
        String shared = experts.shared() == 0 ? "" : " and " + experts.shared() + " shared";
        String dense =
                experts.denseLayers() == 0 ? "" : "; first " + experts.denseLayers() + " layers " + shape.hidden();
        return experts.active() + " of " + experts.count() + " experts" + shared + ", " + experts.hidden() + " each"
                + gate + dense;
    }
}
