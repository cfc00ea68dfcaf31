package org.longhaul.scenario.claim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.experiment.Experiment;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.Vocabulary;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.formula.Formula;

/**
 * The claims that ship with the program. Each paper is a file {@code org/longhaul/scenario/claim/NAME.yaml} that is listed in
 * {@code index.txt} beside it, in the order in which lists show them.
 */
public final class ClaimCatalogue {
    private static final String INDEX = "index.txt";

    private ClaimCatalogue() {}

    /**
     * The papers.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong in a file, by line
     */
    public static List<PaperClaims> papers(Extensions extensions) {
        List<PaperClaims> papers = new ArrayList<>();
        for (String name : text(INDEX).split("\n", -1)) {
            if (!name.isBlank()) {
                papers.add(parse(extensions, name.strip() + ".yaml", text(name.strip() + ".yaml")));
            }
        }
        requireUnique(papers);
        return List.copyOf(papers);
    }

    /** One file of claims. @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong in it */
    static PaperClaims parse(Extensions extensions, String name, String text) {
        Vocabulary vocabulary = extensions.vocabularyWith(List.of(
                ExtensionPoint.<Formula<?>>load("formula", "formula", Formula.class),
                ExtensionPoint.<Experiment<?>>load("experiment", "experiment", Experiment.class)));
        YamlDocument document = YamlReader.parse(name, text);
        return Binder.bind(vocabulary, document, PaperClaims.class, FileFinder.from(Path.of("")));
    }

    private static void requireUnique(List<PaperClaims> papers) {
        Map<String, String> paperOf = new HashMap<>();
        for (PaperClaims paper : papers) {
            for (PaperClaim claim : paper.claims()) {
                String other = paperOf.putIfAbsent(claim.name(), paper.paper());
                if (other != null) {
                    throw new IllegalStateException(
                            "claim '" + claim.name() + "' stands in " + other + " and in " + paper.paper());
                }
            }
        }
    }

    /** A file of the catalogue. */
    static String text(String resource) {
        try (InputStream stream =
                Objects.requireNonNull(ClaimCatalogue.class.getResourceAsStream(resource), resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
