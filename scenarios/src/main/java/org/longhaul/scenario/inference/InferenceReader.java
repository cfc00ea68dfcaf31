package org.longhaul.scenario.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.JsonSchema;
import org.longhaul.scenario.file.KeyReference;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.run.Json;

/** Reads scenarios of inference. Thread-safe. */
public final class InferenceReader {

    private final Extensions extensions;

    /** Reads scenarios that may name these extensions. */
    public InferenceReader(Extensions extensions) {
        this.extensions = extensions;
    }

    /**
     * A scenario with the file that it was bound from, which knows the lines.
     *
     * @param files that it names, in the order in which they were bound
     */
    public record Source(InferenceScenario scenario, YamlDocument document, List<Path> files) {
        public Source {
            files = List.copyOf(files);
        }
    }

    /**
     * Reads a file; relative paths in it begin at its folder.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong, by line
     */
    public Source read(Path file) {
        return bind(YamlReader.read(file), FileFinder.from(ScenarioReader.folderOf(file)));
    }

    /** Reads text; {@code name} stands for the file in messages, and relative paths begin at the working directory. */
    public Source parse(String name, String text) {
        return bind(YamlReader.parse(name, text), FileFinder.from(Path.of("")));
    }

    private Source bind(YamlDocument document, FileFinder files) {
        List<Path> named = new ArrayList<>();
        FileFinder noting = (field, written) -> {
            Path file = files.find(field, written);
            named.add(file);
            return file;
        };
        InferenceScenario scenario =
                Binder.bind(extensions.vocabularyOfInference(), document, InferenceScenario.class, noting);
        return new Source(scenario, document, named);
    }

    /** The JSON Schema of such files. */
    public String schema() {
        return Json.indented(JsonSchema.of(
                extensions.vocabularyOfInference(), InferenceScenario.class, "Longhaul scenario of inference"));
    }

    /** The reference of all keys, as Markdown. */
    public String reference() {
        return KeyReference.of(extensions.vocabularyOfInference(), InferenceScenario.class);
    }

    /** Whether a file is a scenario of inference rather than of training: it has services and no methods. */
    public static boolean isInference(Path file) {
        try {
            YamlDocument document = YamlReader.read(file);
            return document.find("services") != null && document.find("methods") == null;
        } catch (InvalidFileException e) {
            // Whoever reads it says what is wrong.
            return false;
        }
    }
}
