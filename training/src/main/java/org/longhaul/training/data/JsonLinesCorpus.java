package org.longhaul.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Lines as FineWeb, C4 and others are published: one object a line, its text in one field; plain, gzip or zstd.
 *
 * <p>The domain is another field of the object, or the file if none is named.
 */
public final class JsonLinesCorpus implements Corpus {
    private static final String LAYOUT =
            "a .jsonl file (also .json, .gz, .zst) with one JSON object a line, or a folder of such files";

    private final Settings settings;
    private final List<Path> files;
    private final Map<String, Integer> domains = new LinkedHashMap<>();

    /** Where the objects are. */
    public record Settings(
            @JsonPropertyDescription("file or folder of .jsonl or .json files, also .gz and .zst") Path path,
            @JsonProperty(defaultValue = "text") @JsonPropertyDescription("field that holds the text") String field,
            @JsonPropertyDescription("field that names the domain; if absent every file is a domain") @Nullable
                    String domainField,
            @JsonPropertyDescription("read at most so many documents; if absent all") @Nullable Long limit,
            @JsonProperty(defaultValue = "not stated") @JsonPropertyDescription("licence of the text, for the manifest")
                    String licence) {
        public Settings {
            if (limit != null && limit < 1) {
                throw new IllegalArgumentException("limit (" + limit + ") must be at least 1");
            }
        }
    }

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "jsonl",
            description = "JSON Lines with a text field, as FineWeb and C4 are published; plain, gzip or zstd.",
            source = "The user; format: jsonlines.org")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new JsonLinesCorpus(settings);
        }
    }

    JsonLinesCorpus(Settings settings) {
        this.settings = settings;
        this.files = DataFiles.resolve("jsonl", settings.path, List.of(".jsonl", ".json", ".ndjson"), LAYOUT);
    }

    /** The files, or the values of the domain field met so far. */
    @Override
    public List<String> domains() {
        return settings.domainField == null ? DataFiles.domains(files) : new ArrayList<>(domains.keySet());
    }

    @Override
    public Description read(Visitor visitor) {
        domains.clear();
        Digest digest = new Digest();
        JsonMapper mapper = new JsonMapper();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            try (BufferedReader reader = DataFiles.text(file)) {
                int number = 0;
                for (String line = reader.readLine(); line != null && !full(digest); line = reader.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        document(mapper, line, new Place(file, number, i), visitor, digest);
                    }
                }
            } catch (IOException e) {
                throw new DataException("file \"" + file + "\" cannot be read to its end: " + e.getMessage());
            }
        }
        return digest.describe(String.valueOf(settings.path.getFileName()), settings.licence, domains());
    }

    private boolean full(Digest digest) {
        return settings.limit != null && digest.documents() >= settings.limit;
    }

    private void document(JsonMapper mapper, String line, Place place, Visitor visitor, Digest digest) {
        JsonNode object;
        try {
            object = mapper.readTree(line);
        } catch (JacksonException e) {
            throw place.error("is no JSON object: " + e.getOriginalMessage());
        }
        String text = string(object, settings.field, place);
        int domain = place.fileIndex;
        if (settings.domainField != null) {
            domain = domains.computeIfAbsent(string(object, settings.domainField, place), name -> domains.size());
            if (domain > Short.MAX_VALUE) {
                throw place.error("brings field \"" + settings.domainField + "\" to more than " + Short.MAX_VALUE
                        + " values, too many to be domains");
            }
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0) {
            digest.add(utf8);
            visitor.text(utf8, domain, Hashes.fnv1a(utf8));
        }
    }

    private static String string(JsonNode object, String field, Place place) {
        JsonNode value = object.get(field);
        if (value == null || !value.isString()) {
            throw place.error("has no text in field \"" + field + "\"; its fields are "
                    + String.join(", ", object.propertyNames()));
        }
        return value.stringValue();
    }

    private record Place(Path file, int line, int fileIndex) {
        DataException error(String what) {
            return new DataException("corpus jsonl: line " + line + " of " + file + " " + what);
        }
    }
}
