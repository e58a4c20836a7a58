# A Jekyll plug-in for the measurement: once all is rendered, each post's HTML without its layout goes as JSON to
# the file that DUMP_OUT names. DUMP_TAGS and DUMP_BLOCKS name the tags of plug-ins that are not there: a tag gives
# nothing, a block what is inside it.
require "json"
require "time"

class NoTag < Liquid::Tag
  def render(_context) = "<!--stand-in-->"
end

class NoBlock < Liquid::Block
  def render(context) = "<!--stand-in-->#{super}"
end

ENV.fetch("DUMP_TAGS", "").split.each { |name| Liquid::Template.register_tag(name, NoTag) }
ENV.fetch("DUMP_BLOCKS", "").split.each { |name| Liquid::Template.register_tag(name, NoBlock) }

# Newer versions of Ruby's YAML refuse symbols, which Jekyll once took.
module Jekyll::Utils
  def safe_load_yaml(yaml) = Psych.safe_load(yaml, permitted_classes: [Date, Time, Symbol], aliases: true)
end

Jekyll::Hooks.register :site, :post_render do |site|
  posts = site.posts.docs.to_h do |post|
    [post.relative_path, {
      html: post.content,
      url: post.url,
      date: post.date.getutc.iso8601,
      draft: post.draft?,
      stand_in: post.content.include?("<!--stand-in-->"),
      title: post.data["title"].to_s
    }]
  end
  File.write(ENV.fetch("DUMP_OUT"), JSON.generate(posts))
end
