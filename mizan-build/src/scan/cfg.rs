//! Conditional compilation: `cfg` and `cfg_attr`, decided for the target.

use std::collections::BTreeSet;

use syn::{
    Attribute, Data, Expr, ExprLit, Fields, Lit, LitBool, Meta, MetaList, Token,
    parse::{Parse, ParseStream},
    parse_quote,
    punctuated::Punctuated,
};

/// The configuration of the target: each key with each of its values, as `key=value`. A key without
/// a value, such as `unix`, has the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Cfg(BTreeSet<String>);

/// The text before the name of a feature in a configuration.
const FEATURE: &str = "feature=";

impl Cfg {
    /// Reads the variables that Cargo sets for a build script, `CARGO_CFG_<KEY>=<values>`, features
    /// among them.
    pub(crate) fn from_variables(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut cfg = Self::default();
        for (variable, values) in variables {
            if let Some(key) = variable.strip_prefix("CARGO_CFG_") {
                let key = key.to_lowercase();
                for value in values.split(',') {
                    cfg.0.insert(format!("{key}={value}"));
                }
            }
        }
        cfg
    }

    /// The features that are on.
    pub(crate) fn features(&self) -> BTreeSet<String> {
        let mut features = BTreeSet::new();
        for word in &self.0 {
            if let Some(feature) = word.strip_prefix(FEATURE) {
                features.insert(feature.to_owned());
            }
        }
        features
    }

    /// The same target, with other features.
    pub(crate) fn with_features(&self, features: &BTreeSet<String>) -> Self {
        let mut cfg = Self::default();
        for word in &self.0 {
            if !word.starts_with(FEATURE) {
                cfg.0.insert(word.clone());
            }
        }
        for feature in features {
            cfg.0.insert(format!("{FEATURE}{feature}"));
        }
        cfg
    }

    /// Returns true if the compiler keeps an item with these attributes.
    pub(crate) fn allows(&self, attributes: &[Attribute]) -> bool {
        for attribute in attributes {
            if attribute.path().is_ident("cfg")
                && !attribute.parse_args().is_ok_and(|predicate| self.holds(&predicate))
            {
                return false;
            }
        }
        true
    }

    /// Replaces each `cfg_attr` by the attributes that it means.
    pub(crate) fn configure_attributes(&self, attributes: &mut Vec<Attribute>) {
        if attributes.iter().any(|attribute| attribute.path().is_ident("cfg_attr")) {
            for attribute in std::mem::take(attributes) {
                self.expand(attribute, attributes);
            }
        }
    }

    /// Removes the fields and variants that the compiler removes.
    pub(crate) fn configure_data(&self, data: &mut Data) {
        match data {
            Data::Struct(data) => self.configure_fields(&mut data.fields),
            Data::Enum(data) => {
                for variant in &mut data.variants {
                    self.configure_attributes(&mut variant.attrs);
                    self.configure_fields(&mut variant.fields);
                }
                self.keep_allowed(&mut data.variants, |variant| &variant.attrs);
            }
            Data::Union(_) => {}
        }
    }

    fn configure_fields(&self, fields: &mut Fields) {
        let list = match fields {
            Fields::Named(fields) => &mut fields.named,
            Fields::Unnamed(fields) => &mut fields.unnamed,
            Fields::Unit => return,
        };
        for field in &mut *list {
            self.configure_attributes(&mut field.attrs);
        }
        self.keep_allowed(list, |field| &field.attrs);
    }

    /// Removes the items that are not allowed. Most lists lose none, and are not rebuilt.
    fn keep_allowed<T>(
        &self,
        list: &mut Punctuated<T, Token![,]>,
        attributes: fn(&T) -> &Vec<Attribute>,
    ) {
        if list.iter().any(|item| !self.allows(attributes(item))) {
            let all = std::mem::take(list).into_iter();
            *list = all.filter(|item| self.allows(attributes(item))).collect();
        }
    }

    /// Adds the attributes that an attribute means: itself, or those of a `cfg_attr` that holds.
    fn expand(&self, attribute: Attribute, all: &mut Vec<Attribute>) {
        if !attribute.path().is_ident("cfg_attr") {
            return all.push(attribute);
        }
        let parts = attribute.parse_args_with(|input: ParseStream| {
            let predicate: Predicate = input.parse()?;
            input.parse::<Option<Token![,]>>()?;
            Ok((predicate, Punctuated::<Meta, Token![,]>::parse_terminated(input)?))
        });
        if let Ok((predicate, metas)) = parts
            && self.holds(&predicate)
        {
            for meta in metas {
                self.expand(parse_quote!(#[#meta]), all);
            }
        }
    }

    fn holds(&self, predicate: &Predicate) -> bool {
        let meta = match predicate {
            Predicate::Constant(value) => return *value,
            Predicate::Meta(meta) => meta.as_ref(),
        };
        match meta {
            Meta::Path(path) => self.has(path, ""),
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(value), .. }) => {
                    self.has(&pair.path, &value.value())
                }
                _ => false,
            },
            Meta::List(list) => self.holds_list(list),
        }
    }

    fn holds_list(&self, list: &MetaList) -> bool {
        let parse = Punctuated::<Predicate, Token![,]>::parse_terminated;
        let Ok(parts) = list.parse_args_with(parse) else { return false };
        let mut parts = parts.iter();
        match list.path.get_ident().map(ToString::to_string).as_deref() {
            Some("all") => parts.all(|part| self.holds(part)),
            Some("any") => parts.any(|part| self.holds(part)),
            Some("not") => !parts.all(|part| self.holds(part)),
            _ => false,
        }
    }

    fn has(&self, key: &syn::Path, value: &str) -> bool {
        key.get_ident().is_some_and(|key| self.0.contains(&format!("{key}={value}")))
    }
}

/// The content of the parentheses of a `cfg`.
enum Predicate {
    Constant(bool),
    Meta(Box<Meta>),
}

impl Parse for Predicate {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(LitBool) {
            return Ok(Self::Constant(input.parse::<LitBool>()?.value));
        }
        input.parse().map(Box::new).map(Self::Meta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cfg() -> Cfg {
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Cfg::from_variables([
            variable("CARGO_CFG_UNIX", ""),
            variable("CARGO_CFG_TARGET_OS", "linux"),
            variable("CARGO_CFG_TARGET_FEATURE", "fxsr,sse"),
            variable("CARGO_CFG_FEATURE", "web-api"),
            variable("HOME", "/"),
        ])
    }

    #[test]
    fn predicates_are_decided_as_for_the_target() {
        let allows = |item: syn::ItemStruct| cfg().allows(&item.attrs);
        assert!(allows(parse_quote!(
            #[cfg(all(unix, target_os = "linux", not(windows)))]
            struct A;
        )));
        assert!(allows(parse_quote!(
            #[cfg(any(windows, target_feature = "sse"))]
            struct A;
        )));
        assert!(allows(parse_quote!(
            #[cfg(feature = "web-api")]
            struct A;
        )));
        assert!(allows(parse_quote!(
            #[cfg(true)]
            struct A;
        )));
        assert!(!allows(parse_quote!(
            #[cfg(test)]
            struct A;
        )));
        assert!(!allows(parse_quote!(
            #[cfg(unix)]
            #[cfg(target_os = "macos")]
            struct A;
        )));
        assert!(!allows(parse_quote!(
            #[cfg(not(unix))]
            struct A;
        )));
        assert!(!allows(parse_quote!(
            #[cfg(false)]
            struct A;
        )));
    }

    #[test]
    fn cfg_attr_is_what_it_comes_to() {
        let mut item: syn::ItemStruct = parse_quote! {
            #[cfg_attr(unix, derive(A), cfg_attr(unix, serde(default)))]
            #[cfg_attr(windows, derive(B))]
            struct A;
        };
        cfg().configure_attributes(&mut item.attrs);
        let names: Vec<String> = item
            .attrs
            .iter()
            .map(|attribute| attribute.path().get_ident().unwrap().to_string())
            .collect();
        assert_eq!(names, ["derive", "serde"]);
    }
}
