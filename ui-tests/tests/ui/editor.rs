//! "Go to definition" on a generated name opens the Rust declaration that it was generated from.

use std::{path::Path, process::Command};

use example_support::web;

use crate::package::Package;

const BUILD_SCRIPT: &str = r#"fn main() {
    mizan_build::configure()
        .react("web/api")
        .vue("vue/api")
        .svelte("svelte/api")
        .solid("solid/api")
        .generate();
}
"#;

const SOURCE: &str = r##"//! Somebody's profile, and what it shows.

use serde::{Deserialize, Serialize};

#[derive(Serialize, mizan::Type)]
pub struct Profile {
    pub id: i64,
    pub full_name: String,
    pub figures: Vec<Figure>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Figure {
    Circle { radius: f64 },
    /** é */ Square { side_length: f64 },
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum RenameError {
    #[mizan(conflict)]
    Taken { suggestion: String },
}

/// The content of a profile page.
#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_profile(user_id: i64) -> Profile {
    Profile { id: user_id, full_name: String::new(), figures: Vec::new() }
}

#[mizan::client(context = User)]
pub fn user_posts(user_id: i64, r#type: Option<u32>) -> Vec<String> {
    vec![format!("{user_id} {type:?}", type = r#type)]
}

#[mizan::client(affects = User, name = "rename_user")]
pub fn rename(user_id: i64, name: String) -> Result<(), RenameError> {
    Err(RenameError::Taken { suggestion: format!("{name} {user_id}") })
}
"##;

/// A comment before each tested name has the text to which the name leads: the last word of that
/// text.
const PAGE: &str = r#"import {
  UserContext,
  createMizan,
  prefetch,
  useUser,
  useRenameUser,
  type /*pub struct Profile*/Profile,
  type MizanFailure,
  type /*pub enum RenameError*/RenameError,
  type /*pub fn rename*/RenameUserArgs,
  type UserData,
} from "./api";

const client = createMizan();

export function Page() {
  const user = /*pub struct User*/useUser({ /*{ pub user_id*/userId: 5 });
  const rename = /*pub fn rename*/useRenameUser({
    optimistic: (view, { userId }) => {
      view./*pub struct User*/user({ userId })./*pub fn user_profile*/userProfile./*pub full_name*/full_name = "";
    },
  });
  void rename({ /*pub fn rename(user_id*/userId: 5, /*rename(user_id: i64, name*/name: "Ada" });
  void client./*pub fn rename*/renameUser({ /*pub fn rename(user_id*/userId: 5, name: "Ada" });
  void client./*pub struct User*/user({ userId: 5 });
  void client./*pub fn user_posts*/userPosts({ userId: 5, /*r#type*/type: 2 });
  prefetch./*pub struct User*/user({ userId: 5 });
  user.data?./*pub fn user_profile*/userProfile./*pub figures*/figures;
  return </*pub struct User*/UserContext /*{ pub user_id*/userId={5} />;
}

export function explain(error: MizanFailure<RenameError>, args: RenameUserArgs, data: UserData) {
  if (error.kind === "Taken") return error.details./*Taken { suggestion*/suggestion;
  return args./*rename(user_id: i64, name*/name + data./*pub fn user_posts*/userPosts[0];
}

export function area({ figures: [figure] }: Profile) {
  if (figure?./*Circle Square*/kind === "circle") return figure./*Circle { radius*/radius;
  return figure && figure./*Square*/kind + figure./*Square { side_length*/side_length;
}

useUserPosts"#;

/// The same in a component of Vue: its script, and its template.
const COMPONENT: &str = r#"<script setup lang="ts">
import {
  UserContext,
  createMizan,
  prefetch,
  useRenameUser,
  useUser,
  type /*pub struct Profile*/Profile,
} from "./api";

const { profile } = defineProps<{ profile: Profile }>();
const client = createMizan();
const { data, error } = /*pub struct User*/useUser(() => ({ /*{ pub user_id*/userId: profile.id }));
const rename = /*pub fn rename*/useRenameUser({
  optimistic: (view, { userId }) => {
    view./*pub struct User*/user({ userId })./*pub fn user_profile*/userProfile./*pub full_name*/full_name = "";
  },
});
prefetch./*pub struct User*/user({ userId: 5 });
const name = () => data.value?./*pub fn user_profile*/userProfile./*pub full_name*/full_name;
</script>

<template>
  <!--pub struct User--><UserContext :user-id="5">
    <p v-if="error">{{ error.code }}</p>
    <p>{{ name() }} {{ data?./*pub fn user_profile*/userProfile./*pub figures*/figures }}</p>
    <p>{{ profile./*pub full_name*/full_name }}</p>
    <button @click="rename({ /*pub fn rename(user_id*/userId: 5, /*rename(user_id: i64, name*/name: 'Ada' })" />
    <button @click="client./*pub fn rename*/renameUser({ userId: 5, name: 'Ada' })" />
  </UserContext>
</template>
"#;

/// The same in a component of Svelte.
const SVELTE: &str = r#"<script lang="ts">
  import {
    UserContext,
    createMizan,
    prefetch,
    useRenameUser,
    useUser,
    type /*pub struct Profile*/Profile,
  } from "./api";

  const { profile }: { profile: Profile } = $props();
  const client = createMizan();
  const user = /*pub struct User*/useUser(() => ({ /*{ pub user_id*/userId: profile.id }));
  const rename = /*pub fn rename*/useRenameUser({
    optimistic: (view, { userId }) => {
      view./*pub struct User*/user({ userId })./*pub fn user_profile*/userProfile./*pub full_name*/full_name = "";
    },
  });
  prefetch./*pub struct User*/user({ userId: 5 });
  const name = $derived(user.data?./*pub fn user_profile*/userProfile./*pub full_name*/full_name);
</script>

<!--pub struct User--><UserContext userId={5}>
  {#if user.error}<p>{user.error.code}</p>{/if}
  <p>{name} {user.data?./*pub fn user_profile*/userProfile./*pub figures*/figures}</p>
  <p>{profile./*pub full_name*/full_name}</p>
  <button onclick={() => rename({ /*pub fn rename(user_id*/userId: 5, /*rename(user_id: i64, name*/name: "Ada" })}>1</button>
  <button onclick={() => client./*pub fn rename*/renameUser({ userId: 5, name: "Ada" })}>2</button>
</UserContext>
"#;

/// The same in a component of Solid, which is a file of TypeScript.
const SOLID: &str = r#"import {
  UserContext,
  createMizan,
  prefetch,
  useRenameUser,
  useUser,
  type /*pub struct Profile*/Profile,
} from "./api";

const client = createMizan();

export function Page(props: { profile: Profile }) {
  const user = /*pub struct User*/useUser(() => ({ /*{ pub user_id*/userId: props.profile.id }));
  const rename = /*pub fn rename*/useRenameUser({
    optimistic: (view, { userId }) => {
      view./*pub struct User*/user({ userId })./*pub fn user_profile*/userProfile./*pub full_name*/full_name = "";
    },
  });
  prefetch./*pub struct User*/user({ userId: 5 });
  return (
    </*pub struct User*/UserContext /*{ pub user_id*/userId={5}>
      <p>{user.data?./*pub fn user_profile*/userProfile./*pub full_name*/full_name}</p>
      <p>{props.profile./*pub full_name*/full_name}</p>
      <button onClick={() => rename({ /*pub fn rename(user_id*/userId: 5, /*rename(user_id: i64, name*/name: "Ada" })} />
      <button onClick={() => client./*pub fn rename*/renameUser({ userId: 5, name: "Ada" })} />
    </UserContext>
  );
}
"#;

const CONFIGURATION: &str = r#"{
  "compilerOptions": {
    "module": "esnext",
    "moduleResolution": "bundler",
    "target": "es2022",
    "jsx": "react-jsx",
    "strict": true,
    "skipLibCheck": false,
    "types": [],
    "paths": {
      "react": ["PACKAGES/@types/react"],
      "react/*": ["PACKAGES/@types/react/*"],
      "solid-js": ["PACKAGES/solid-js"],
      "solid-js/*": ["PACKAGES/solid-js/*"],
      "svelte": ["PACKAGES/svelte"],
      "svelte/*": ["PACKAGES/svelte/*"],
      "vue": ["PACKAGES/vue"]
    }
  }
}
"#;

/// A package with an editor that opens its page.
struct Editor {
    package: Package,
}

impl Editor {
    fn open() -> Self {
        let tools = tools();
        web::install(tools).unwrap_or_else(|error| panic!("{error}"));
        let packages = tools.join("node_modules").display().to_string().replace('\\', "/");
        let configuration = CONFIGURATION.replace("PACKAGES", &packages);
        let solid = configuration.replace(
            r#""jsx": "react-jsx""#,
            r#""jsx": "preserve", "jsxImportSource": "solid-js""#,
        );
        let files = [
            ("build.rs", BUILD_SCRIPT),
            ("src/lib.rs", SOURCE),
            ("web/Page.tsx", PAGE),
            ("web/tsconfig.json", &configuration),
            ("vue/Page.vue", COMPONENT),
            ("vue/tsconfig.json", &configuration),
            ("svelte/Page.svelte", SVELTE),
            ("svelte/tsconfig.json", &configuration),
            ("solid/Page.tsx", SOLID),
            ("solid/tsconfig.json", &solid),
        ];
        Self { package: Package::new("edited", &files) }
    }

    /// Builds the source, and asks for the definition of every marked name on the page.
    fn ask(&self, tool: &str, source: &str) -> Vec<String> {
        self.ask_on("web/Page.tsx", tool, source)
    }

    fn ask_on(&self, page: &str, tool: &str, source: &str) -> Vec<String> {
        self.package.write("src/lib.rs", source);
        let told = self.package.check(&[]);
        assert!(told.success, "{}", told.text);
        let output = Command::new("node")
            .arg(tools().join("definitions.mjs"))
            .arg(tool)
            .arg(self.package.path(page))
            .output()
            .expect("node runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let root = self.package.path("").display().to_string();
        let answers = String::from_utf8_lossy(&output.stdout).replace(&root, "");
        answers.lines().map(str::to_owned).collect()
    }
}

fn tools() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/editor"))
}

/// The expected answers of an editor: one place for each name, and one for each variant for a tag.
fn expected(source: &str) -> Vec<String> {
    expected_on(PAGE, source)
}

fn expected_on(page: &str, source: &str) -> Vec<String> {
    let mut answers = Vec::new();
    let page = page.replace("<!--", "/*").replace("-->", "*/");
    for comment in page.split("/*").skip(1).filter_map(|rest| Some(rest.split_once("*/")?.0)) {
        match comment {
            "Circle Square" => {
                answers.extend(["Circle", "Square"].map(|it| (comment, find(source, it))));
            }
            comment => answers.push((comment, find(source, comment))),
        }
    }
    answers.iter().map(|(comment, place)| format!("{comment} -> {place}")).collect()
}

/// The position of the last word of a text, which may cover several lines.
fn find(source: &str, text: &str) -> String {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let word = text.split([' ', '(']).next_back().expect("a word");
    let starts = source.match_indices(word).map(|(start, _)| start);
    let mut found = starts.filter(|start| flat(&source[..start + word.len()]).ends_with(text));
    let start = found.next().unwrap_or_else(|| panic!("`{text}` is not in the source"));
    let line = source[..start].matches('\n').count() + 1;
    let column = source[..start].rsplit('\n').next().expect("a line").chars().count() + 1;
    format!("src/lib.rs:{line}:{column}")
}

#[test]
fn every_name_leads_to_its_rust() {
    let editor = Editor::open();
    let mut answers = editor.ask("tsserver", SOURCE);
    assert_eq!(answers.pop().as_deref(), Some("useUserPosts from ./api"), "one import is offered");
    assert_eq!(answers, expected(SOURCE));
    assert_eq!(editor.ask("lsp", SOURCE), expected(SOURCE));
}

/// The plugin of Vue opens a component in the tsserver of an editor.
#[test]
fn every_name_in_a_component_of_vue_leads_to_its_rust() {
    let editor = Editor::open();
    let answers = editor.ask_on("vue/Page.vue", "tsserver", SOURCE);
    assert_eq!(answers, expected_on(COMPONENT, SOURCE));
}

/// The language server of Svelte follows the maps by itself.
#[test]
fn every_name_in_a_component_of_svelte_leads_to_its_rust() {
    let editor = Editor::open();
    let answers = editor.ask_on("svelte/Page.svelte", "lsp", SOURCE);
    assert_eq!(answers, expected_on(SVELTE, SOURCE));
}

#[test]
fn every_name_in_a_component_of_solid_leads_to_its_rust() {
    let editor = Editor::open();
    for tool in ["tsserver", "lsp"] {
        let answers = editor.ask_on("solid/Page.tsx", tool, SOURCE);
        assert_eq!(answers, expected_on(SOLID, SOURCE), "{tool}");
    }
}

/// Editors come with different versions of TypeScript. The page ends with a name that it does not
/// import.
#[test]
fn a_client_suits_the_compilers_of_both_editors() {
    let editor = Editor::open();
    let told = editor.package.check(&[]);
    assert!(told.success, "{}", told.text);
    for compiler in ["typescript/bin/tsc", "typescript-7/bin/tsc"] {
        let output = Command::new("node")
            .arg(tools().join("node_modules").join(compiler))
            .args(["--noEmit", "--pretty", "false", "-p"])
            .arg(editor.package.path("web"))
            .output()
            .expect("node runs");
        let told = String::from_utf8_lossy(&output.stdout);
        let errors: Vec<&str> = told.lines().filter(|line| line.contains("error TS")).collect();
        assert!(
            matches!(errors[..], [one] if one.contains("'useUserPosts'")),
            "{compiler}: {told}"
        );
    }
}

#[test]
fn an_edit_moves_what_names_lead_to() {
    let editor = Editor::open();
    editor.ask("lsp", SOURCE);
    let moved = SOURCE.replace("use serde", "// Shapes of JSON.\n\nuse serde");
    assert_eq!(editor.ask("lsp", &moved), expected(&moved));
    let declared = moved.replace("    pub id: i64,\n", "    pub since: u32,\n    pub id: i64,\n");
    let declared = declared.replace("Profile { id", "Profile { since: 0, id");
    assert_eq!(editor.ask("lsp", &declared), expected(&declared));
}
