package org.longhaul.topology.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An element of an XML file with the line where it begins. */
public final class XmlElement {
    public final String name;
    public final int line;
    public final Map<String, String> attributes = new LinkedHashMap<>();
    public final List<XmlElement> children = new ArrayList<>();
    private final String file;
    private String text = "";

    XmlElement(String file, String name, int line) {
        this.file = file;
        this.name = name;
        this.line = line;
    }

    void append(String characters) {
        text = text.isEmpty() ? characters : text + characters;
    }

    /** Returns the text directly within, without blanks around it. */
    public String text() {
        return text.strip();
    }

    public TopologyFormatException refuse(String problem) {
        String id = attributes.get("id");
        String field = "<" + name + (id == null ? "" : " id=\"" + id + "\"") + ">";
        return new TopologyFormatException(file, line, field, problem, null);
    }

    public String required(String attribute) {
        String value = attributes.get(attribute);
        if (value == null || value.isBlank()) {
            throw refuse("attribute \"" + attribute + "\" is " + (value == null ? "missing" : "blank"));
        }
        return value;
    }

    public String optional(String attribute, String otherwise) {
        return attributes.getOrDefault(attribute, otherwise);
    }

    /** Returns the first child called {@code childName}, or null. */
    public @Nullable XmlElement child(String childName) {
        for (XmlElement child : children) {
            if (child.name.equals(childName)) {
                return child;
            }
        }
        return null;
    }

    public XmlElement requiredChild(String childName) {
        XmlElement child = child(childName);
        if (child == null) {
            throw refuse("element <" + childName + "> is missing");
        }
        return child;
    }

    /** Returns this element without the children of which {@code taken} is true. */
    public XmlElement without(Predicate<XmlElement> taken) {
        XmlElement rest = new XmlElement(file, name, line);
        rest.attributes.putAll(attributes);
        for (XmlElement child : children) {
            if (!taken.test(child)) {
                rest.children.add(child);
            }
        }
        return rest;
    }

    public List<XmlElement> children(String childName) {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement child : children) {
            if (child.name.equals(childName)) {
                found.add(child);
            }
        }
        return found;
    }
}
