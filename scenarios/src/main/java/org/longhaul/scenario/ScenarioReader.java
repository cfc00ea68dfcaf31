package org.longhaul.scenario;

import java.nio.file.Path;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;

/** Reads scenario files. Thread-safe. */
public final class ScenarioReader {
    private final Extensions extensions;

    /** Reads scenarios that may name these extensions. */
    public ScenarioReader(Extensions extensions) {
        this.extensions = extensions;
    }

    /** A scenario with the file that it was bound from, which knows the lines. */
    public record Source(Scenario scenario, YamlDocument document) {}

    /** Reads a file. @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong, by line */
    public Source read(Path file) {
        return bind(YamlReader.read(file));
    }

    /** Reads text; {@code name} stands for the file in messages. */
    public Source parse(String name, String text) {
        return bind(YamlReader.parse(name, text));
    }

    private Source bind(YamlDocument document) {
        return new Source(Binder.bind(extensions.vocabulary(), document, Scenario.class), document);
    }
}
