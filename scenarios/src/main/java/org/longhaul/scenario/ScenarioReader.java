package org.longhaul.scenario;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.BoundParts;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;

/** Reads scenario files. Thread-safe. */
public final class ScenarioReader {
    private final Extensions extensions;

    /** Reads scenarios that may name these extensions. */
    public ScenarioReader(Extensions extensions) {
        this.extensions = extensions;
    }

    /**
     * A scenario with the file that it was bound from, which knows the lines.
     *
     * @param files the files and folders that the scenario names, absolute, each once, in the order of the file
     */
    public record Source(Scenario scenario, YamlDocument document, List<Path> files) {
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
        return read(file, FileFinder.from(folderOf(file)));
    }

    /**
     * Reads a file with changes.
     *
     * @throws IllegalArgumentException if a change leads nowhere
     */
    public Source read(Path file, ScenarioChanges changes) {
        YamlDocument document = YamlReader.read(file);
        return bind(changes.list().isEmpty() ? document : changes.in(document), FileFinder.from(folderOf(file)));
    }

    /** Reads a file whose paths are looked up in this way. */
    public Source read(Path file, FileFinder files) {
        return bind(YamlReader.read(file), files);
    }

    /** Reads text; {@code name} stands for the file in messages, and relative paths begin at the working directory. */
    public Source parse(String name, String text) {
        return bind(YamlReader.parse(name, text), FileFinder.from(Path.of("")));
    }

    /** Where relative paths in a scenario file begin. */
    public static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /** Binds a document whose paths are looked up in this way. */
    public Source bind(YamlDocument document, FileFinder files) {
        return bind(document, files, new BoundParts());
    }

    /** The same, of scenarios that share parts. */
    public Source bind(YamlDocument document, FileFinder files, BoundParts parts) {
        Set<Path> named = new LinkedHashSet<>();
        Scenario scenario = Binder.bind(
                extensions.vocabulary(),
                document,
                Scenario.class,
                (field, written) -> {
                    Path found = files.find(field, written);
                    named.add(found);
                    return found;
                },
                parts);
        return new Source(scenario, document, List.copyOf(named));
    }
}
